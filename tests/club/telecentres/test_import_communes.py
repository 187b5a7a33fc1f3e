"""Communes read from a CSV file: all of it or nothing."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from club.telecentres.models import Commune
from club.telecentres.services import import_communes
from tests.club.telecentres.factories import CommuneFactory

pytestmark = pytest.mark.django_db

HEADER = "insee,name,postcodes,departement,population,latitude,longitude"
AURILLAC = "15014,Aurillac,15000,15,25531,44.93,2.44"
YTRAC = "15267,Ytrac,15000 15130,15,4200,44.91,2.36"
COLUMNS = ("insee", "name", "search_name", "postcodes", "departement", "population")


def test_communes_are_read_with_their_folded_name() -> None:
    count = import_communes([HEADER, AURILLAC, "15232,Saint-Étienne,15110,15,90,44.9,2.9"])

    assert count == 2
    assert list(Commune.objects.values_list(*COLUMNS)) == [
        ("15014", "Aurillac", "aurillac", "15000", "15", 25531),
        ("15232", "Saint-Étienne", "saint-etienne", "15110", "15", 90),
    ]


def test_reading_a_file_twice_changes_nothing() -> None:
    import_communes([HEADER, AURILLAC, YTRAC])
    before = list(Commune.objects.values())

    count = import_communes([HEADER, AURILLAC, YTRAC])

    assert (count, list(Commune.objects.values())) == (2, before)


def test_a_known_commune_is_updated_and_keeps_its_key() -> None:
    known = CommuneFactory(insee="15014", name="Orillac", population=1)

    import_communes([HEADER, AURILLAC])

    known.refresh_from_db()
    assert (known.name, known.search_name, known.population) == ("Aurillac", "aurillac", 25531)
    assert Commune.objects.count() == 1


def test_a_file_without_communes_changes_nothing() -> None:
    assert (import_communes([HEADER]), Commune.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "row",
    [
        "15267,Ytrac,15130,15,beaucoup,44.91,2.36",
        "15267,Ytrac,15130,15,-1,44.91,2.36",
        "15267,Ytrac,15130,15,,44.91,2.36",
        "15267,Ytrac,15130,15,4200,nan,2.36",
        "15267,Ytrac,15130,15,4200,44.91,inf",
        "15267,Ytrac,15130,15,4200,91,2.36",
        "15267,Ytrac,15130,15,4200,44.91,-181",
        "15267,Ytrac,15130,15,4200,44.91",
        "15267",
        ",Ytrac,15130,15,4200,44.91,2.36",
        "15267,,15130,15,4200,44.91,2.36",
        "152670,Ytrac,15130,15,4200,44.91,2.36",
        "15267,Ytr\x00ac,15130,15,4200,44.91,2.36",
        f"15267,{'Y' * 81},15130,15,4200,44.91,2.36",
        "15014,Encore,15130,15,4200,44.91,2.36",
    ],
)
def test_a_bad_line_refuses_the_whole_file_and_is_named(row: str) -> None:
    with pytest.raises(ValueError, match=r"^line 3: "):
        import_communes([HEADER, AURILLAC, row, YTRAC])

    assert Commune.objects.count() == 0


def test_a_file_of_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^line 2: "):
        import_communes(["code;nom", "15014;Aurillac"])

    assert Commune.objects.count() == 0


def test_the_command_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / "communes.csv"
    file.write_text(f"\ufeff{HEADER}\n{AURILLAC}\n", encoding="utf-8")

    call_command("import_communes", file)

    assert capsys.readouterr().out == "1 communes.\n"
    assert Commune.objects.get().insee == "15014"


@pytest.mark.parametrize("content", [f"{HEADER}\n15014\n".encode(), b"\xff\xfe\x00", None])
def test_the_command_names_the_file_it_cannot_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "communes.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError, match=r"communes\.csv"):
        call_command("import_communes", file)

    assert Commune.objects.count() == 0
