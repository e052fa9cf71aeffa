import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The tests run side by side; threads of products would only get into each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# "quick" draws the same examples every time; --hypothesis-profile=thorough looks further.
settings.register_profile(
    "quick",
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough",
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("quick")
