"""Text -> folder: a path, or a URL, with what to do where it cannot be."""

import builtins
from pathlib import Path
from typing import Any

import pytest

from pipeline import folders
from pipeline.errors import UsageError
from pipeline.folders import at_once, is_local, is_shared, names_in, open_folder, read_mark, replace_whole, writing_text


def test_a_path_stays_a_path() -> None:
    for text in ("raw", "/data/raw", "file:///data/raw"):
        folder = open_folder(text)
        assert type(folder) is type(Path())
        assert is_local(folder)
        assert is_shared(folder)


def test_what_lies_in_memory_no_other_process_sees() -> None:
    pytest.importorskip("upath", reason="universal-pathlib (the extra « dask ») is not installed")
    folder = open_folder("memory://here")
    assert not is_local(folder)
    assert not is_shared(folder)


def test_a_url_that_cannot_be_used_is_told_in_a_sentence() -> None:
    pytest.importorskip("upath", reason="universal-pathlib (the extra « dask ») is not installed")
    with pytest.raises(UsageError, match=r"« nosuch://a/b » cannot be reached"):
        open_folder("nosuch://a/b")


def test_a_library_that_is_absent_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "upath":
            raise ImportError("No module named 'upath'")
        return whole(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'millesime\[dask\]'"):
        open_folder("s3://bucket/raw")


def test_a_store_is_asked_many_things_at_once_and_answers_in_order() -> None:
    assert list(at_once(lambda n: n * n, range(100), local=False)) == [n * n for n in range(100)]


def test_a_mark_follows_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"one")
    (tmp_path / "c").write_bytes(b"two")
    assert read_mark(tmp_path / "a") == read_mark(tmp_path / "b") != read_mark(tmp_path / "c")
    assert read_mark(tmp_path / "absent").startswith("unreadable")


def test_names_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    (tmp_path / "b.txt").touch()
    assert names_in(tmp_path, ".csv") == {"a"}
    assert names_in(tmp_path / "absent", ".csv") == set()


def test_a_text_file_is_written_as_told(tmp_path: Path) -> None:
    with writing_text(tmp_path / "a.csv") as file:
        file.write("é\r\n")
    assert (tmp_path / "a.csv").read_bytes() == "é\r\n".encode()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "aside").mkdir()
    told = tmp_path / "told.json"
    for data in (b"old", b"new"):
        replace_whole(told, data, tmp_path / "aside")
    assert told.read_bytes() == b"new"

    def half(path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "write_whole", half)
    with pytest.raises(OSError, match="No space"):
        replace_whole(told, b"newer", tmp_path / "aside")
    assert told.read_bytes() == b"new"
