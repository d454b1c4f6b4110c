"""What a file is taken for: columns, shapes, sheets, questions, refusals."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.books import codes_of, fields_of, open_keys, plan_of, sheet, text_book, text_rows, workbook
from tracker.errors import BadOption, TableNotReadable
from tracker.reading.book import Book, Value
from tracker.reading.plan import Answers, Plan, Shape, Sureness
from tracker.reading.planning import make_plan

D = dt.date
ROWS = "Germany|2026-03-02|2026-03-06\nFrance|2026-04-02|2026-04-06"


def told(plan: Plan) -> str:
    return "\n".join(remark.sentence for remark in plan.remarks)


# days


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Start Date", "End Date (inclusive)"), ("Arrival Date", "Exit Date"), ("Entry", "Departure"), ("Von", "Bis"),
        ("Check-in", "Check-out"), ("In", "Out"), ("Du", "Au"), ("Desde", "Hasta"), ("Dal", "Al"), ("Início", "Fim"),
        ("Arrived", "Left"), ("Einreise", "Ausreise"), ("first_day", "lastday"), ("From", "Until"),
        ("Trip start", "Trip end"),
    ],
)  # fmt: skip
def test_first_and_last_day(first: str, last: str) -> None:
    plan = plan_of(f"Country|{first}|{last}\n{ROWS}")
    assert fields_of(plan) == {"Country": "country", first: "first_day", last: "last_day"}
    assert plan.questions == ()


@pytest.mark.parametrize(
    ("out", "back"),
    [("Departure", "Return"), ("Outbound", "Inbound"), ("Left", "Returned"), ("Hinflug", "Rückflug"), ("Out", "In"),
     ("Fecha de salida", "Fecha de regreso"), ("Départ", "Retour"), ("Partenza", "Ritorno"), ("Departure", "Arrival")],
)  # fmt: skip
def test_days_of_leaving_home_and_coming_back_are_asked(out: str, back: str) -> None:
    text = f"Country|{out}|{back}\n{ROWS}"
    plan = plan_of(text)
    assert fields_of(plan) == {"Country": "country", out: "left_home", back: "came_home"}
    assert open_keys(plan) == ["direction"]
    assert open_keys(plan_of(text, choices={"direction": "there"})) == []


def test_nights_make_the_last_day_and_no_other_column_does() -> None:
    assert fields_of(plan_of("Country|Arrival|Nights\nGermany|2026-03-02|4"))["Nights"] == "nights"
    asked = plan_of("Land|Beginn|Dauer\nGermany|2026-03-02|4")
    assert open_keys(asked) == ["column::length"]
    answered = plan_of("Land|Beginn|Dauer\nGermany|2026-03-02|4", choices={"column::length": "nights"})
    assert fields_of(answered)["Dauer"] == "nights"


def test_no_last_day_is_said() -> None:
    plan = plan_of("Country|Start\nGermany|2026-03-02\nFrance|2026-05-04")
    assert "part_not_used" in codes_of(plan)
    assert "last day" in told(plan)
    empty = plan_of("Country|Start|End\nGermany|2026-03-02|\nFrance|2026-05-04|")
    assert "part_not_used" in codes_of(empty)


def test_a_column_of_days_that_nobody_knows_is_asked_about() -> None:
    text = "Country|Start|Quux\n" + ROWS
    assert open_keys(plan_of(text)) == ["column::last_day"]
    for answered in (plan_of(text, {"Quux": "last_day"}), plan_of(text, choices={"column::last_day": "Quux"})):
        assert fields_of(answered)["Quux"] == "last_day"
        assert open_keys(answered) == []


def test_a_day_after_the_last_day() -> None:
    assert fields_of(plan_of(f"Country|Start|End (exclusive)\n{ROWS}"))["End (exclusive)"] == "day_after"


def test_actual_days_before_planned_ones_unless_some_are_empty() -> None:
    text = "Country|Planned start|Actual start|Planned end|Actual end\n"
    full = plan_of(text + "Germany|2026-03-01|2026-03-02|2026-03-06|2026-03-07")
    assert [fields_of(full)[name] for name in ("Actual start", "Actual end")] == ["first_day", "last_day"]
    assert full.questions == ()
    part = plan_of(text + "Germany|2026-03-01|2026-03-02|2026-03-06|")
    assert fields_of(part)["Planned end"] == "last_day"  # the only one that is not empty
    half = plan_of(
        text + "Germany|2026-03-01|2026-03-02|2026-03-06|\nFrance|2026-04-01|2026-04-01|2026-04-06|2026-04-07"
    )
    assert open_keys(half) == ["column::last_day"]


def test_from_and_to_that_hold_places_are_no_days() -> None:
    plan = plan_of(
        "From|To|Start|End\nUnited States|Germany|2026-03-02|2026-03-06\nGermany|France|2026-03-06|2026-03-09"
    )
    assert fields_of(plan) == {"From": "", "To": "country", "Start": "first_day", "End": "last_day"}


# countries, people, words


def test_host_and_home_country() -> None:
    plan = plan_of(
        "Employee ID|Employee Name|Home Country|Host Country|Assignment Start Date|Assignment End Date\n"
        "E1|Ann Example|United States|Germany|2026-03-02|2026-08-28"
    )
    fields = fields_of(plan)
    assert (fields["Employee ID"], fields["Employee Name"]) == ("traveler", "name")
    assert (fields["Host Country"], fields["Home Country"]) == ("country", "")


def test_a_destination_is_a_country_where_it_holds_countries() -> None:
    assert fields_of(plan_of(f"Destination|Start|End\n{ROWS}"))["Destination"] == "country"
    both = plan_of("Country|Destination|Start|End\nGermany|Berlin|2026-03-02|2026-03-06")
    assert (fields_of(both)["Country"], fields_of(both)["Destination"]) == ("country", "place")


def test_cities_and_misspelled_countries_are_asked_about() -> None:
    plan = plan_of(
        "Country|Start|End\nGermny|2026-03-02|2026-03-06\nNYC|2026-04-02|2026-04-06\nFR|2026-05-02|2026-05-06"
    )
    assert open_keys(plan) == ["country:Country:germny", "country:Country:nyc"]
    with pytest.raises(BadOption, match="Atlantis"):
        plan_of(f"Country|Start|End\nGermny|2026-03-02|\n{ROWS}", choices={"country:Country:germny": "Atlantis"})


@pytest.mark.parametrize(
    ("country", "city", "is_asked"),
    [("Georgia", "Atlanta", True), ("CA", "Fresno", True), ("Georgia", "Tbilisi", False), ("DE", "Berlin", False)],
)
def test_a_state_beside_a_city_of_it_is_asked_about(country: str, city: str, is_asked: bool) -> None:
    plan = plan_of(f"Country|City|Start|End\n{country}|{city}|2026-03-02|2026-03-06\nFR|Paris|2026-04-02|2026-04-06")
    assert open_keys(plan) == ([f"country:Country:{country.casefold()}"] if is_asked else [])


def test_georgia_among_states_is_asked_about() -> None:
    plan = plan_of("Country|Start|End\nGeorgia|2026-03-02|2026-03-06\nTexas|2026-04-02|2026-04-06")
    assert open_keys(plan) == ["country:Country:georgia", "country:Country:texas"]
    assert plan_of(f"Country|Start|End\nGeorgia|2026-03-02|2026-03-06\n{ROWS}").questions == ()


@pytest.mark.parametrize("heading", ["Employee Name", "Name", "Mitarbeiter", "Salarié", "Empleado", "Who", "Staff No."])
def test_people(heading: str) -> None:
    plan = plan_of(
        f"{heading}|Country|Start|End\nAnn Example|Germany|2026-03-02|2026-03-06\nBob Sample|France|2026-04-02|"
    )
    assert fields_of(plan)[heading] == "traveler"


def test_first_and_family_name() -> None:
    plan = plan_of("Nom|Prénom|Pays|Du|Au\nDUPONT|Jean|Allemagne|2026-03-02|2026-03-06")
    assert (fields_of(plan)["Nom"], fields_of(plan)["Prénom"]) == ("family_name", "given_name")
    plan = plan_of("Nombre|Apellidos|País|Desde|Hasta\nAna|Ejemplo|Alemania|2026-03-02|2026-03-06")
    assert (fields_of(plan)["Nombre"], fields_of(plan)["Apellidos"]) == ("given_name", "family_name")


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("Name", "Berlin trip", "Q2 kickoff"),
        ("Email", "a@example.org", "b@example.org"),
        ("Zork", "Ann Lee", "Bob Roe"),
    ],
)
def test_what_may_be_people_is_asked_about(heading: str, first: str, second: str) -> None:
    plan = plan_of(
        f"{heading}|Country|Start|End\n{first}|Germany|2026-03-02|2026-03-06\n{second}|FR|2026-04-02|2026-04-06"
    )
    assert open_keys(plan) == ["column::traveler"]


def test_a_column_of_ones_own_in_a_log_of_ours_is_only_kept() -> None:
    plan = plan_of(
        "country|first_day|last_day|Zork\nDE|2026-03-02|2026-03-06|Ann Lee\nFR|2026-04-02|2026-04-06|Bob Roe"
    )
    assert open_keys(plan) == []
    assert codes_of(plan) == ["part_not_used"]


@pytest.mark.parametrize(
    ("column", "words", "is_told"),
    [
        ("Zweck", ("Dienstreise", "Urlaub"), False),
        ("Cancelled?", ("", "no"), False),
        ("Cancelled?", ("", "yes"), True),
        ("Booking status", ("Ticketed", "Flown"), False),
        ("Booking status", ("Ticketed", "Rejected"), True),
    ],
)
def test_words_that_an_import_kept_are_decided_already(column: str, words: tuple[str, str], is_told: bool) -> None:
    plan = plan_of(
        f"country|first_day|last_day|activity|certainty|{column}\n"
        f"DE|2026-03-02|2026-03-06|work|confirmed|{words[0]}\nFR|2026-04-02|2026-04-06|non_work|confirmed|{words[1]}"
    )
    assert ("part_not_used" in codes_of(plan)) is is_told


def test_words_of_purpose_and_status() -> None:
    plan = plan_of(
        "Country|Start|End|Category|Status\nGermany|2026-03-02|2026-03-06|business|Completed\n"
        "France|2026-04-02|2026-04-06|Zorbing|Cancelled"
    )
    answers = {question.key: question.answer for question in plan.questions}
    assert answers == {
        "value:Category:business": "work",
        "value:Category:zorbing": "",
        "value:Status:completed": "confirmed",
        "value:Status:cancelled": "canceled",
    }
    assert all(not question.is_chosen for question in plan.questions)
    assert '"business" as work' in told(plan)


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [("Worked?", "work", "non_work"), ("Vacation", "non_work", "work"), ("Cancelled", "canceled", "confirmed")],
)
def test_yes_and_no_mean_what_the_heading_says(heading: str, yes: str, no: str) -> None:
    plan = plan_of(f"Country|Start|End|{heading}\nDE|2026-03-02|2026-03-06|yes\nFR|2026-04-02|2026-04-06|No")
    assert [question.answer for question in plan.questions] == [yes, no]


def test_words_under_an_unknown_heading_are_asked_about_first() -> None:
    text = "Country|Start|End|Foo\nDE|2026-03-02|2026-03-06|business\nFR|2026-04-02|2026-04-06|vacation"
    assert open_keys(plan_of(text)) == ["column::purpose"]
    assert plan_of(text, choices={"column::purpose": "none"}).answer("column::purpose") == "none"
    assert plan_of(text, choices={"column::purpose": "Foo"}).answer("value:Foo:vacation") == "non_work"


def test_codes_of_ours_are_not_asked_about() -> None:
    plan = plan_of("country|first_day|last_day|activity|certainty\nDE|2026-03-02|2026-03-06|non_work|planned")
    assert (fields_of(plan)["activity"], fields_of(plan)["certainty"], plan.questions) == ("activity", "certainty", ())


def test_a_status_that_holds_purposes_is_one() -> None:
    plan = plan_of("Country|Start|End|Status\nDE|2026-03-02|2026-03-06|Work\nFR|2026-04-02|2026-04-06|Vacation")
    assert fields_of(plan)["Status"] == "purpose"


def test_a_meeting_is_no_island() -> None:
    plan = plan_of("País|Desde|Hasta|Motivo\nDE|2026-03-02|2026-03-06|reunión\nFR|2026-04-02|2026-04-06|ocio")
    assert fields_of(plan)["Motivo"] == "purpose"


def test_what_is_no_length_and_no_person() -> None:
    plan = plan_of("Country|Start|End|Work days|Travelers\nDE|2026-03-02|2026-03-06|5|2\nFR|2026-04-02|2026-04-06|3|1")
    assert (fields_of(plan)["Work days"], fields_of(plan)["Travelers"]) == ("", "")


@pytest.mark.parametrize("heading", ["Empl", "Emp", "EMPLOYEE NAME:", "Mitarbeiter / Employee"])
def test_short_and_double_headings_of_people(heading: str) -> None:
    plan = plan_of(f"{heading}|Von / From|Bis / To|Land / Country\n1001|2026-03-02|2026-03-06|Germany")
    assert list(fields_of(plan).values()) == ["traveler", "first_day", "last_day", "country"]


def test_a_title_that_names_a_person_matters() -> None:
    plan = plan_of(f"Employee:|Ann Example\nYear:|2026\n\nCountry|Start|End\n{ROWS}")
    assert codes_of(plan) == ["part_not_used", "assumed_reading"]


def test_two_notes_and_two_places_take_the_first() -> None:
    plan = plan_of(
        "Country|Start|End|City|Location|Notes|Comments\nGermany|2026-03-02|2026-03-06|Berlin|Head office|a|b"
    )
    fields = fields_of(plan)
    assert [fields[name] for name in ("City", "Location", "Notes", "Comments")] == ["place", "", "note", ""]
    assert codes_of(plan) == ["column_not_used", "column_not_used"]


def test_two_columns_for_the_country_are_a_question_unless_one_is_empty() -> None:
    text = "Country|Host Country|Start|End\nGermany|France|2026-03-02|2026-03-06"
    assert open_keys(plan_of(text)) == ["column::country"]
    assert fields_of(plan_of(text.replace("Germany|", "|")))["Host Country"] == "country"


def test_near_misses_are_taken_and_told() -> None:
    plan = plan_of("Contry|Strat Date|End Dat\n" + ROWS)
    assert set(fields_of(plan).values()) == {"country", "first_day", "last_day"}
    assert codes_of(plan) == ["heading_not_known"] * 3
    assert all(column.sureness is Sureness.LIKELY for column in plan.tables[0].columns)


# shapes


def test_a_row_for_each_day() -> None:
    plan = plan_of("Date|Country\n2026-03-02|Germany\n2026-03-03|Germany\n2026-03-04|Thailand")
    assert (plan.tables[0].shape, fields_of(plan)["Date"]) == (Shape.DAYS, "day")
    assert "assumed_reading" in codes_of(plan)
    far = "Date|Country\n2026-03-02|Germany\n2026-05-03|Germany\n2026-09-04|Thailand"
    assert open_keys(plan_of(far)) == ["column::day"]
    assert fields_of(plan_of(far, choices={"column::day": "trip"}))["Date"] == "first_day"


def test_people_by_days_and_days_by_people() -> None:
    plan = plan_of("Employee|Team|2026-03-02|2026-03-03|2026-03-04\nAnn Example|A|DE|DE|tr/FR\nBob Sample|B||JP|JP")
    assert plan.tables[0].shape is Shape.MATRIX
    assert [fields_of(plan)[name] for name in ("Employee", "Team", "2026-03-04")] == ["traveler", "", "day"]
    plan = plan_of("Date|Ann Example|Bob Sample\n2026-03-02|DE|FR\n2026-03-03|DE|")
    assert plan.tables[0].shape is Shape.MATRIX
    assert fields_of(plan) == {"Date": "day", "Ann Example": "traveler", "Bob Sample": "traveler"}


def test_days_of_one_person() -> None:
    plan = plan_of("Datum|Ann Example\n2026-03-02|DE\n2026-03-03|FR")
    assert (plan.tables[0].shape, fields_of(plan)["Ann Example"]) == (Shape.MATRIX, "traveler")
    idle = plan_of("Day|Li Wei|Madeup, Cyd\n03-APR-25|NL|-\n04-APR-25|NL|OFF")
    assert fields_of(idle) == {"Day": "day", "Li Wei": "traveler", "Madeup, Cyd": "traveler"}


@pytest.mark.parametrize("heading", ["Where I slept", "Presence", "Overnight in"])
def test_a_heading_that_names_no_person_says_the_country(heading: str) -> None:
    assert fields_of(plan_of(f"Date|{heading}\n2026-03-02|DE\n2026-03-03|FR"))[heading] == "country"


def test_parts_of_the_day_are_no_people() -> None:
    plan = plan_of("Date|Morning|Evening\n2026-03-02|DE|DE\n2026-03-03|DE|FR")
    assert "column::country" in open_keys(plan)
    assert "traveler" not in fields_of(plan).values()


def test_headings_that_are_days_show_their_order() -> None:
    plan = plan_of("Employee|3/2/2026|3/3/2026|3/4/2026\nAnn|DE|DE|FR")
    assert plan.answer("date_order::") == "mdy"
    mixed = plan_of("Employee|11/29/2025|11/30/2025|12/1/2025|12/2/2025\nAnn|DE|DE|FR|FR")
    assert list(fields_of(mixed).values()) == ["traveler", "day", "day", "day", "day"]


def test_no_headings_is_a_question() -> None:
    assert open_keys(plan_of(ROWS)) == ["column::headings"]
    assert open_keys(plan_of(ROWS, choices={"column::headings": "yes"})) == []
    named = plan_of(ROWS, {"Column A": "country", "Column B": "first_day", "Column C": "last_day"})
    assert (named.questions, named.tables[0].body) == ((), (1, 2))


# the order of dates


def test_a_number_above_twelve_proves_the_order() -> None:
    plan = plan_of("Country|Start|End\nGermany|03/04/2026|05/04/2026\nFrance|25/04/2026|28/04/2026")
    assert [question.answer for question in plan.questions] == ["dmy", "dmy"]
    assert "25/04/2026 proves it" in told(plan)
    other = plan_of("Country|Start|End\nGermany|03/04/2026|05/04/2026\nFrance|02/04/2026|28/04/2026")
    assert other.answer("date_order::Start") == "dmy"


def test_an_order_that_is_disproved_refuses_the_file() -> None:
    text = "Country|Start|End\nGermany|03/04/2026|05/04/2026\nFrance|25/04/2026|28/04/2026"
    with pytest.raises(TableNotReadable, match=r"row 3.*25/04/2026 cannot be month first.*dmy"):
        plan_of(text, choices={"date_order": "mdy"})
    with pytest.raises(TableNotReadable, match="mixes two date orders: 04/25/2026 in row 2"):
        plan_of("Country|Start\nGermany|04/25/2026\nFrance|25/04/2026")


def test_an_open_order_is_asked_once_and_taken_back_freely() -> None:
    text = "Country|Start|End\nGermany|03/04/2026|05/04/2026"
    assert open_keys(plan_of(text)) == ["date_order::Start", "date_order::End"]
    half = plan_of(text, choices={"date_order::Start": "mdy"})
    assert (half.answer("date_order::End"), open_keys(half)) == ("mdy", [])
    assert open_keys(plan_of(text, choices={"date_order": "dmy"})) == []


def test_a_heading_or_another_sheet_says_the_order() -> None:
    assert (
        plan_of("Country|Start (dd/mm/yyyy)|End\nGermany|03/04/2026|").answer("date_order::Start (dd/mm/yyyy)") == "dmy"
    )
    head = ["Country", "Start", "End"]
    book = workbook(
        {"2025": [head, ["DE", "25/04/2025", "28/04/2025"]], "2026": [head, ["DE", "03/04/2026", "05/04/2026"]]}
    )
    assert make_plan(book).answer("date_order:2026:Start") == "dmy"


def test_real_dates_beside_texts_are_a_warning() -> None:
    book = workbook(
        {"Log": [["Country", "Start", "End"], ["DE", D(2026, 4, 3), D(2026, 6, 3)], ["FR", "15/03/2026", "25/03/2026"]]}
    )
    assert codes_of(make_plan(book)).count("mixed_dates") == 2


def test_a_column_of_real_dates_beside_one_of_texts_is_a_warning() -> None:
    def told(day: int) -> int:
        rows: list[list[Value]] = [["Country", "Start", "End"], ["DE", D(2026, 2, day), "16/03/2026"]]
        return codes_of(make_plan(workbook({"Log": rows}))).count("mixed_dates")

    assert (told(3), told(23)) == (1, 0)  # a day above 12 was not swapped


def test_numbers_in_a_file_of_text_are_asked_about() -> None:
    assert open_keys(plan_of("Country|Start|End\nDE|46083|46087")) == ["serial::Start", "serial::End"]


def test_words_in_place_of_a_last_day() -> None:
    plan = plan_of("Country|Start|End\nDE|2026-03-02|present\nIT|2026-03-02|-\nES|2026-03-02|n/a")
    assert open_keys(plan) == ["open_end:End:-", "open_end:End:n/a"]
    assert '"present"' in told(plan)


# sheets and tables

HEAD = ["Country", "Start", "End"]


def test_every_sheet_with_trips_is_read_and_others_are_named() -> None:
    book = workbook(
        {
            "Cover": [["Travel log"], ["Prepared by", "Ann"]],
            "Lists": [["Germany"], ["France"]],
            "2025": [HEAD, ["Germany", D(2025, 3, 2), D(2025, 3, 6)]],
            "2026": [HEAD, ["France", D(2026, 3, 2), D(2026, 3, 6)]],
            "Summary": [["Country", "Days"], ["Germany", 5], ["France", 3]],
            "Old": [HEAD, ["Japan", D(2024, 3, 2), D(2024, 3, 6)]],
        },
        hidden=["Old"],
    )
    plan = make_plan(book)
    assert [table.sheet for table in plan.tables] == ["2025", "2026", "Old"]
    assert [remark.sheet for remark in plan.remarks if remark.code == "part_not_used"] == ["Summary"]
    assert open_keys(plan) == ["sheet:Old"]
    left = make_plan(book, Answers(choices={"sheet:Old": "none"}))
    assert [(table.table, bool(table.why_not)) for table in left.tables][-1] == ("", True)


def test_columns_say_which_table_it_is() -> None:
    trips = text_book("Traveler|Country|Start Date|End Date\nAnn|Germany|2026-03-02|2026-03-06", "Travelers.csv")
    assert make_plan(trips).tables[0].table == "trips"
    certificates = "certificate|traveler|host|first_day|last_day|state\nc1|me|DE|2026-01-01|2026-12-31|issued"
    assert plan_of(certificates).tables[0].table == "certificates"
    people = plan_of("Employee ID|Name|Nationality\nE1|Ann Example|US")
    assert (people.tables[0].table, fields_of(people)["Nationality"]) == ("travelers", "nationalities")
    homes = "traveler|country|first_day|last_day\nme|DE|2026-01-01|"
    assert make_plan(text_book(homes, "residences.csv")).tables[0].table == "residences"
    assert make_plan(text_book(homes, "list.csv")).tables[0].table == "trips"


def test_results_in_a_workspace_of_ours_are_left_aside_in_silence() -> None:
    own = sheet(text_rows("country|first_day|last_day\nDE|2026-03-02|2026-03-06"), "trips")
    results = sheet(text_rows("traveler|period|first_day|countries\nme|1|2026-03-02|DE"), "periods")
    plan = make_plan(Book("w.xlsx", "xlsx", "Workspace", (own, results), is_ours=True))
    assert ([table.table for table in plan.tables], plan.remarks) == (["trips"], ())


# answers and refusals


def test_a_refusal_names_what_stands_there_and_what_is_understood() -> None:
    with pytest.raises(TableNotReadable, match=r"no column says the country\. Headings found: Foo, Bar\..*--map"):
        plan_of("Foo|Bar\n1|2\n3|4")
    with pytest.raises(TableNotReadable, match="no column says the first day"):
        plan_of("Country|Foo\nDE|a\nFR|b")
    with pytest.raises(TableNotReadable, match="no table"):
        plan_of("hello")


def test_airports_are_no_countries_of_a_stay() -> None:
    with pytest.raises(TableNotReadable):
        plan_of(
            "Flight|Departure Airport|Departure Date|Arrival Airport|Arrival Date\nLH401|JFK|2026-03-01|FRA|2026-03-02"
        )


def test_chosen_fields_win() -> None:
    text = "Country|Start|End|Real end\nGermany|2026-03-02|2026-03-06|2026-03-09"
    plan = plan_of(text, {"End": "not_used", "Real end": "last_day"})
    assert (fields_of(plan)["End"], fields_of(plan)["Real end"]) == ("", "last_day")
    away = plan_of(text, {"Start": "left_home", "End": "came_home", "Real end": ""})
    assert away.answer("direction") == "away"


def test_a_field_may_be_chosen_for_one_sheet() -> None:
    rows = [["Country", "Start", "Quux"], ["DE", "2026-03-02", "2026-03-06"]]
    plan = make_plan(workbook({"A": rows, "B": rows}), Answers({"A!Quux": "last_day"}))
    assert (fields_of(plan)["Quux"], open_keys(plan)) == ("last_day", ["column:B:last_day"])
    both = make_plan(workbook({"A": rows, "B": rows}), Answers(choices={"column:A:last_day": "Quux"}))
    assert open_keys(both) == []


@pytest.mark.parametrize(
    ("fields", "choices", "words"),
    [
        ({"Nope": "last_day"}, {}, "Country, Start, End"),
        ({"End": "nope"}, {}, "last_day"),
        ({}, {"nope": "x"}, "nope"),
        ({}, {"open_end:End:-": "perhaps"}, "ongoing"),
    ],
)
def test_answers_that_nothing_takes(fields: dict[str, str], choices: dict[str, str], words: str) -> None:
    with pytest.raises(BadOption, match=words):
        plan_of("Country|Start|End\nDE|2026-03-02|-", fields, choices)


def test_the_fingerprint_is_of_the_headings() -> None:
    one, other = plan_of(f"Country|Start|End\n{ROWS}"), plan_of("End|Start|COUNTRY\n2025-03-06|2025-03-02|Japan")
    assert one.fingerprint == other.fingerprint != plan_of(f"Country|Start|Bis\n{ROWS}").fingerprint


def test_keys_stay_the_same() -> None:
    text = "Country|Start|End|Type\nGermny|03/04/2026|-|Zorbing"
    assert [question.key for question in plan_of(text).questions] == [
        question.key for question in plan_of(text).questions
    ]


_HEADINGS = {
    "traveler": ["Employee Name", "Mitarbeiter", "Voyageur", "Empleado", "Dipendente", "Pessoa", "traveler"],
    "country": ["Country", "Host Country", "Land", "Pays", "País", "Paese", "country"],
    "first_day": ["Start Date*", "Arrival", "Von", "Date de début", "Fecha de inicio", "Data inizio", "first_day"],
    "last_day": ["End (inclusive)", "Exit Date", "Bis", "Date de fin", "Fecha de fin", "Data fine", "last_day"],
    "note": ["Notes", "Bemerkung", "Commentaires", "Observaciones", "Osservazioni", "note"],
    "": ["Cost Center", "Visa Type", "Kostenstelle", "Montant", "Passport Expiry"],
}
_CELLS = {
    "traveler": ["Ann Example", "Bob Sample"], "country": ["Germany", "FR"], "first_day": ["2026-03-02", "2026-05-04"],
    "last_day": ["2026-03-06", "2026-05-08"], "note": ["visit", ""], "": ["410", "512"],
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.permutations(list(_HEADINGS)), st.data())
def test_a_log_in_any_layout_is_understood(fields: list[str], data: st.DataObject) -> None:
    headings = [data.draw(st.sampled_from(_HEADINGS[name])) for name in fields]
    titles = data.draw(st.integers(0, 3))
    rows: list[list[str]] = [[f"Title {number}"] for number in range(titles)]
    rows += [headings, *([_CELLS[name][at] for name in fields] for at in (0, 1))]
    plan = make_plan(text_book("\n".join("|".join(row) for row in rows)))
    assert list(fields_of(plan).values()) == fields
    assert (plan.questions, plan.tables[0].header) == ((), (titles + 1,))


_CELLS_OF_ANY_TABLE = ["", "Country", "Start", "End", "DE", "2026-03-02", "03/04/2026", "Total", "x", "-", "46083"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(_CELLS_OF_ANY_TABLE), max_size=4), max_size=6))
def test_no_table_breaks_planning(rows: list[list[str]]) -> None:
    try:
        plan = make_plan(Book("list.csv", "csv", "CSV", (sheet(rows),)))
    except TableNotReadable:
        return
    bodies = list(itertools.chain(*(table.body for table in plan.tables)))
    assert len(bodies) == len(set(bodies))


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Hours", ("8", "0")),
        ("Work %", ("100%", "0%")),
        ("Working days", ("5", "0")),
        ("Categories", ("Work", "Private")),
        ("Color", ("Confirmed", "Cancelled")),
    ],
)
def test_a_column_that_takes_work_away_is_told(heading: str, cells: tuple[str, str]) -> None:
    plan = plan_of(
        f"Country|Start|End|{heading}\nDE|2026-02-02|2026-02-06|{cells[0]}\nFR|2026-03-02|2026-03-06|{cells[1]}"
    )
    assert [remark.column for remark in plan.remarks if remark.matters] == [heading]


def test_the_kind_of_a_visa_says_nothing_about_the_trip() -> None:
    plan = plan_of("Country|Start|End|Visa Type\nDE|2026-02-02|2026-02-06|Tourist\nFR|2026-03-02|2026-03-06|Business")
    assert not any(remark.matters for remark in plan.remarks)


def test_days_off_are_no_length_of_the_stay() -> None:
    plan = plan_of("Country|Start|Vacation days\nDE|2026-02-02|5\nFR|2026-03-02|5")
    assert fields_of(plan)["Vacation days"] == ""


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (("26-03-02", "26-04-12"), "begin or end with the year"),
        (("04.25.2026", "04.03.2026"), "there is no month 25"),
        (("2026-13-02", "2026-14-03", "2026-04-03"), "there is no month 13"),
    ],
)
def test_an_order_of_dates_that_is_never_read_refuses_the_file(days: tuple[str, ...], why: str) -> None:
    with pytest.raises(TableNotReadable, match=why):
        plan_of("Country|Start\n" + "\n".join(f"DE|{day}" for day in days))


def test_one_slip_of_the_pen_refuses_no_file() -> None:
    assert plan_of("Country|Start|End\nDE|2026-13-02|\nFR|2026-04-03|\nES|16/02/26|17/02/26").tables
    assert plan_of("Country|Start|End\nDE|28/02/26|28/02/26").tables
