"""What the person at the terminal is told of a program that has died; in English or Chinese."""

from services.cli.screen import console
from services.cli.supervision import MOST_RESTARTS, Death, DiedAgainError
from shared.texts import Language
from shared.texts import Text as Sentence

_SIGNAL, _CODE = Sentence(en="by {signal}", zh="信号 {signal}"), Sentence(en="with code {code}", zh="退出码 {code}")
_DIED = Sentence(
    en="{name} ended {why}; it is started again in {pause:.1f} s ({times} of at most {most} times within 10 minutes)",
    zh="{name} 已退出（{why}），{pause:.1f} 秒后自动重启（10 分钟内第 {times} 次，最多 {most} 次）",
)
_DIED_AGAIN = Sentence(
    en="{name} ended {times} times within 10 minutes, the last time {why}; the end of {log}:\n{words}\n"
    "All programs are stopped. `make run` goes on where it was.",
    zh="{name} 在 10 分钟内退出 {times} 次，最后一次为{why}；{log} 的末尾：\n{words}\n"
    "全部程序已停止；再次 `make run` 会从原处继续。",
)


def show_death(death: Death, language: Language) -> None:
    """That a program has died and why, and when it is started again."""
    values = {"name": death.name, "pause": death.pause, "times": death.times, "most": MOST_RESTARTS}
    line = _DIED.in_language(language, why=_why(death, language), **values)
    console.print(line, style="yellow", soft_wrap=True)


def show_last_words(error: DiedAgainError, language: Language) -> None:
    """That a program is not started again, with the end of its log."""
    values = {"name": error.death.name, "times": error.death.times, "log": error.log, "words": error.last_words}
    line = _DIED_AGAIN.in_language(language, why=_why(error.death, language), **values)
    console.print(line, style="red", soft_wrap=True, markup=False)


def _why(death: Death, language: Language) -> str:
    if death.signal is not None:
        return _SIGNAL.in_language(language, signal=death.signal)
    return _CODE.in_language(language, code=death.code)
