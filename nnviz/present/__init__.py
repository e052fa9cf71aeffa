"""From numbers to what is drawn. Imports numpy only, so that it can be tested without a screen."""
