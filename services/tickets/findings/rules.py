"""The sentences of the tickets findings. `subject` is the subject's name; the other places are evidence facts."""

from shared.findings.rules import FindingText
from shared.texts import Text

AT_RISK = "tickets.sla_at_risk"
BREACHED = "tickets.sla_breached"
SLA_CODES = (AT_RISK, BREACHED)
TARGET_MISSED = "tickets.health_target_missed"
FIRST_RESPONSE, RESOLUTION = "case_first_response", "case_resolution"
"""Types of subjects: the two clocks of a case, each under the id of the case."""

CONNECTION_LOST, CONNECTION_ENDING = "tickets.connection_lost", "tickets.connection_ending"
CONNECTION = "connection"
"""Likewise: the connection of an account with one of Amazon's interfaces, under the name of that."""

ACCOUNT_METRIC, ACCOUNT_POLICY = "account_metric", "account_policy"
"""Likewise: a rate of account health, and a counter of what broke a policy, each under Amazon's name."""

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
        asks="answer_case",
    ),
    f"{BREACHED}:{FIRST_RESPONSE}": FindingText(
        title=Text(en='First response overdue: "{subject}"', zh="首次回复已超时：“{subject}”"),
        reason=Text(
            en="Nobody has answered within {hours_total} h; it was due at {due_at}.",
            zh="{hours_total} 小时内无人回复；截止时间为 {due_at}。",
        ),
        action=_ANSWER,
        asks="answer_case",
    ),
    f"{AT_RISK}:{RESOLUTION}": FindingText(
        title=Text(en='Resolution due soon: "{subject}"', zh="解决即将到期：“{subject}”"),
        reason=Text(
            en="The case is not resolved yet; {hours_total} h were given, due at {due_at}.",
            zh="工单尚未解决；时限 {hours_total} 小时，截止 {due_at}。",
        ),
        action=_RESOLVE,
        asks="resolve_case",
    ),
    f"{BREACHED}:{RESOLUTION}": FindingText(
        title=Text(en='Resolution overdue: "{subject}"', zh="解决已超时：“{subject}”"),
        reason=Text(
            en="The case was not resolved within {hours_total} h; it was due at {due_at}.",
            zh="{hours_total} 小时内未解决；截止时间为 {due_at}。",
        ),
        action=_RESOLVE,
        asks="resolve_case",
    ),
    f"{TARGET_MISSED}:{ACCOUNT_METRIC}": FindingText(
        title=Text(en="{label_en} at {value:.2%}", zh="{label_zh}为 {value:.2%}"),
        reason=Text(
            en="Amazon asks for {sign} {target_value:.2%}; beyond it the account may be suspended.",
            zh="亚马逊要求 {sign} {target_value:.2%}；超出目标可能导致账户被停用。",
        ),
        action=Text(
            en="Open the orders behind it in Seller Central, fix the cause, and write down what was done.",
            zh="请在卖家平台查看相关订单，解决根本原因，并记录整改措施。",
        ),
        asks="improve_metric",
    ),
    f"{TARGET_MISSED}:{ACCOUNT_POLICY}": FindingText(
        title=Text(en="{label_en}: {value:.0f}", zh="{label_zh}：{value:.0f}"),
        reason=Text(
            en="Amazon counts {value:.0f} and accepts {target_value:.0f}.",
            zh="亚马逊统计到 {value:.0f} 项，目标为 {target_value:.0f} 项。",
        ),
        action=Text(
            en="Answer the notice in Seller Central with cause, remedy and prevention before its time is over.",
            zh="请在时限内于卖家平台提交申诉，说明原因、补救和预防措施。",
        ),
        asks="appeal",
    ),
    CONNECTION_LOST: FindingText(
        title=Text(en="Not connected to Amazon: {subject}", zh="与亚马逊的连接已中断：{subject}"),
        reason=Text(en="Nothing is read: {reason_en}", zh="已停止读取：{reason_zh}"),
        action=Text(en="To read again, {action_en}", zh="要恢复读取，{action_zh}"),
        asks="reconnect",
    ),
    CONNECTION_ENDING: FindingText(
        title=Text(en="The seller's consent ends soon: {subject}", zh="卖家授权即将到期：{subject}"),
        reason=Text(
            en="It ends on {ends_on} at the latest: Amazon has it renewed every year.",
            zh="最迟于 {ends_on} 到期：亚马逊要求每年重新授权。",
        ),
        action=Text(
            en="Have the seller authorise this application again before that day.",
            zh="请卖家在该日期前重新授权本应用。",
        ),
        asks="reconnect",
    ),
}
