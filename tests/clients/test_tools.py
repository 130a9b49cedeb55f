"""What makes a generator's run fail."""

import sys

import pytest

from clients.tools import VERSION, GeneratorError, copy_settings, run


@pytest.mark.parametrize(
    "program",
    ["raise SystemExit(1)", "print('WARNING: a body was left out')", "import sys; sys.stderr.write('1 Error\\n')"],
)
def test_a_tool_that_fails_or_warns_ends_the_run(program, tmp_path):
    with pytest.raises(GeneratorError, match="-c"):
        run([sys.executable, "-c", program], tmp_path)


def test_a_tool_that_is_content_runs_in_the_folder_at_the_fixed_moment(tmp_path):
    program = "import os; open('seen', 'w').write(os.environ['SOURCE_DATE_EPOCH']); print('writing errors.py')"
    run([sys.executable, "-c", program], tmp_path)
    assert (tmp_path / "seen").read_text() == "1767225600"


def test_a_tool_that_is_away_is_named(tmp_path):
    with pytest.raises(GeneratorError, match="no-such-tool is not installed"):
        run(["no-such-tool"], tmp_path)


def test_a_package_has_our_version(tmp_path):
    copy_settings("python", tmp_path)
    assert f'version = "{VERSION}"' in (tmp_path / "pyproject.toml").read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"LICENSE", "README.md", "pyproject.toml"}
