"""What is wrong with a file of weights is told with the file's name."""

from engine.errors import Fault
from engine.files.weights_entries import refused


def test_faults_get_the_files_name_where_they_have_none() -> None:
    error = refused("w.json", Fault("weights_file.number", "a"), Fault("x", "b", file="other"))

    assert [fault.file for fault in error.faults] == ["w.json", "other"]
    assert error.values == {"file": "w.json", "count": 2}
