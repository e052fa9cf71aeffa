import pytest

from nnviz.errors import UserError
from nnviz.session.experiment import Experiment, sections
from nnviz.session.settings import apply_settings

GOOD = [
    ("hidden=4,2", "network", "hidden", (4, 2)),
    ("hidden=[4, 2]", "network", "hidden", (4, 2)),
    ("hidden=4-2", "network", "hidden", (4, 2)),
    ("hidden=none", "network", "hidden", ()),
    ("network.hidden=", "network", "hidden", ()),
    ("learning_rate=1e-3", "training", "learning_rate", 0.001),
    ("learning-rate = 2", "training", "learning_rate", 2.0),
    ("batch_size=full", "training", "batch_size", "full"),
    ("batch_size=3", "training", "batch_size", 3),
    ("noise=20%", "data", "noise", 0.2),
    ("train_share=50%", "data", "train_share", 0.5),
    ("source=xor-playground", "data", "source", "xor-playground"),
    ("loss=binary-cross-entropy", "network", "loss", "binary_cross_entropy"),
    ("log_cost=true", "view", "log_cost", True),
    ("view.edges=dW", "view", "edges", "dW"),
    ("seed=2147483647", "training", "seed", 2**31 - 1),
]
BAD = [
    ("learning_rate", "key=value"),
    ("=3", "is not a setting"),
    ("rate=3", "'rate' is not a setting"),
    ("learning_rate=fast", "training.learning_rate = fast"),
    ("learning_rate=", "training.learning_rate = nothing"),
    ("learning_rate=5%", "training.learning_rate = 5%"),
    ("learning_rate=nan", "training.learning_rate"),
    ("learning_rate=inf", "training.learning_rate"),
    ("learning_rate=1e-400", "training.learning_rate"),
    ("hidden=4,,2", "network.hidden = 4,,2"),
    ("hidden=4.5", "network.hidden = 4.5"),
    ("hidden=0", "network.hidden"),
    ("batch_size=half", "training.batch_size = half"),
    ("batch_size=1.5", "training.batch_size = 1.5"),
    ("epochs=many", "training.epochs = many"),
    ("seed=" + "9" * 5000, "training.seed"),
    ("log_cost=maybe", "view.log_cost = maybe"),
    ("activation=maxout", "network.activation = maxout"),
]


@pytest.mark.parametrize(("setting", "section", "field", "value"), GOOD)
def test_a_setting_is_read_as_the_kind_of_value_that_its_field_has(setting, section, field, value):
    changed = getattr(sections(apply_settings(Experiment(), [setting]))[section], field)
    assert changed == value
    assert type(changed) is type(value)


@pytest.mark.parametrize(("setting", "words"), BAD, ids=lambda text: text[:30])
def test_what_cannot_be_read_is_refused_with_the_name_of_its_field(setting, words):
    with pytest.raises(UserError) as refused:
        apply_settings(Experiment(), [setting])
    assert words in str(refused.value)


def test_settings_are_applied_together_so_their_order_is_free():
    settings = ["output=softmax", "loss=categorical_cross_entropy", "classes=3", "source=blobs"]
    forwards = apply_settings(Experiment(), settings)
    assert forwards == apply_settings(Experiment(), settings[::-1])
    assert forwards.sizes == (2, 3, 3)


def test_of_two_settings_of_one_field_the_last_counts():
    assert apply_settings(Experiment(), ["seed=1", "seed=2"]).training.seed == 2
