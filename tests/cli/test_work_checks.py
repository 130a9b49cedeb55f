"""Lines of `zhuli doctor` about work that waits for people."""

from services.cli.work_checks import check_counts


def test_counts_of_an_older_release_that_differed():
    line = check_counts([f"A1 SZ-{number}: 3" for number in range(7)])
    told = [text in line.message(each) for each in ("en", "zh") for text in ("A1 SZ-0: 3, A1", "SZ-4: 3 …", "SZ-5")]
    assert (check_counts([]).state, line.state, told) == ("ok", "warn", [True, True, False] * 2)
