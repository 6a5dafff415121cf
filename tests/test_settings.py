"""Settings come from the environment alone, reach the child processes as they are, and are refused where they are unsafe."""

import pytest

import settings
from settings import SettingsError
from spa.booking import Limits

SECRETS = {"RASA_TOKEN": "a-long-random-value", "SECRET_KEY": "another-long-random-value"} | {"DATA_KEYS": "k" * 32}


def test_a_fresh_machine_needs_no_variable() -> None:
    read = settings.read({})
    assert (read.environment, read.venue, read.port) == ("development", "lee_spa", 8000)
    assert read.database_url == "sqlite:///var/spa.db"
    assert read.rate_limits


def test_what_a_child_process_reads_is_the_same() -> None:
    read = settings.read(
        {
            "PORT": "8100",
            "ALLOWED_ORIGINS": "https://a.example,https://b.example",
            "RATE_LIMITS": "off",
            "REMINDER_HOURS": "48,3",
            "DATA_KEYS": "new,old",
        }
    )
    assert read.reminder_hours == (48, 3)
    assert settings.read(read.variables()) == read


def test_one_database_for_all_where_only_that_is_named() -> None:
    read = settings.read({"DATABASE_URL": "postgresql://host/spa"})
    assert read.gateway_database_url == read.dialogue_database_url == "postgresql://host/spa"


@pytest.mark.parametrize("left", ["RASA_TOKEN", "SECRET_KEY", "DATA_KEYS"])
def test_production_refuses_a_default_secret(left: str) -> None:
    with pytest.raises(SettingsError, match=left):
        settings.read({"ENVIRONMENT": "production", **SECRETS, left: settings.DEVELOPMENT_SECRET})


def test_production_takes_secrets_of_its_own_and_keeps_its_limits() -> None:
    assert settings.read({"ENVIRONMENT": "production", **SECRETS}).production
    with pytest.raises(SettingsError, match="RATE_LIMITS"):
        settings.read({"ENVIRONMENT": "production", **SECRETS, "RATE_LIMITS": "off"})


@pytest.mark.parametrize(
    "variables",
    [
        {"PORT": "eighty"},
        {"PORT": "99999"},
        {"ACTIONS_PORT": "0"},
        {"HOLD_MINUTES": "-1"},
        {"HOLD_MINUTES": "0"},
        {"HOLD_MINUTES": "31"},
        {"HEALTH_HOURS": "0"},
        {"DAYS_AHEAD": "8"},
        {"FUTURE_BOOKINGS": "0"},
        {"WAITING_PLACES": "0"},
        {"CODE_TRIES": "0"},
        {"DECISION_HOURS": "0"},
        {"LEAD_MINUTES": "soon"},
        {"ENVIRONMENT": "test"},
        {"ENVIRONMENT": "staging"},
        {"RATE_LIMITS": "no"},
        {"REMINDER_HOURS": "a day"},
        {"REMINDER_HOURS": "0"},
        {"SMTP_URL": "mail.example"},
    ],
)
def test_a_value_that_cannot_be_used_is_named(variables: dict[str, str]) -> None:
    (name,) = variables
    with pytest.raises(SettingsError, match=name):
        settings.read(variables)


def test_what_the_house_sets_for_bookings_reaches_the_engine() -> None:
    names = ("LEAD_MINUTES", "DAYS_AHEAD", "FUTURE_BOOKINGS", "WAITING_PLACES", "CODE_TRIES", "HOLD_MINUTES")
    limits = settings.read({name: str(number) for number, name in enumerate(names, start=2)}).limits
    assert (limits.lead_minutes, limits.days_ahead, limits.future_bookings) == (2, 3, 4)
    assert (limits.waiting, limits.code_tries, limits.hold_minutes) == (5, 6, 7)
    assert settings.read({}).limits == Limits()


def test_a_number_out_of_its_range_is_refused_with_the_range() -> None:
    with pytest.raises(SettingsError, match="HOLD_MINUTES is '0'; it has to be a whole number from 1 to 30"):
        settings.read({"HOLD_MINUTES": "0"})


def test_a_password_is_not_in_the_message() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read({"SMTP_URL": "http://spa:secret@mail.example"})
    assert "secret" not in str(refused.value)
