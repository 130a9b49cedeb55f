"""The sentences of the tickets findings. `subject` is the subject's name; the other places are evidence facts."""

from shared.findings.rules import FindingText
from shared.texts import Text

AT_RISK = "tickets.sla_at_risk"
BREACHED = "tickets.sla_breached"
SLA_CODES = (AT_RISK, BREACHED)
FIRST_RESPONSE, RESOLUTION = "case_first_response", "case_resolution"
"""Types of subjects: the two clocks of a case, each under the id of the case."""

_ANSWER = Text(en="Answer the case: a reply by a person stops this clock.", zh="请回复该工单：人工回复后此计时停止。")
_RESOLVE = Text(
    en="Resolve the case, or set it to pending while somebody else has to act.",
    zh="请解决该工单；若需等待对方处理，请将其设为“等待中”。",
)

TEXTS: dict[str, FindingText] = {
    f"{AT_RISK}:{FIRST_RESPONSE}": FindingText(
        title=Text(en='First response due soon: "{subject}"', zh="首次回复即将到期：“{subject}”"),
        reason=Text(
            en="Nobody has answered yet; {hours_total} h were given, due at {due_at}.",
            zh="尚无人回复；时限 {hours_total} 小时，截止 {due_at}。",
        ),
        action=_ANSWER,
    ),
    f"{BREACHED}:{FIRST_RESPONSE}": FindingText(
        title=Text(en='First response overdue: "{subject}"', zh="首次回复已超时：“{subject}”"),
        reason=Text(
            en="Nobody has answered within {hours_total} h; it was due at {due_at}.",
            zh="{hours_total} 小时内无人回复；截止时间为 {due_at}。",
        ),
        action=_ANSWER,
    ),
    f"{AT_RISK}:{RESOLUTION}": FindingText(
        title=Text(en='Resolution due soon: "{subject}"', zh="解决即将到期：“{subject}”"),
        reason=Text(
            en="The case is not resolved yet; {hours_total} h were given, due at {due_at}.",
            zh="工单尚未解决；时限 {hours_total} 小时，截止 {due_at}。",
        ),
        action=_RESOLVE,
    ),
    f"{BREACHED}:{RESOLUTION}": FindingText(
        title=Text(en='Resolution overdue: "{subject}"', zh="解决已超时：“{subject}”"),
        reason=Text(
            en="The case was not resolved within {hours_total} h; it was due at {due_at}.",
            zh="{hours_total} 小时内未解决；截止时间为 {due_at}。",
        ),
        action=_RESOLVE,
    ),
}
