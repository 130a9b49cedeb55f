"""What the pages of the document say, in both languages."""

from shared.texts import Text

TITLE = Text(en="Zhuli API", zh="助理 API")
QUICK_START = Text(en="Quick start", zh="快速开始")
REFERENCE = Text(en="Reference", zh="接口参考")
FIND = Text(en="Find an operation: restock, acos, upload, webhook ...", zh="查找接口：补货、广告、上传、回调……")
TO_DO = Text(en="What to do:", zh="处理办法：")
HOLDS = Text(en="Its data hold", zh="数据包含")
NAVIGATION = {
    "reference": Text(en="Operations", zh="接口"),
    "events": Text(en="Events", zh="事件"),
    "problems": Text(en="Problems", zh="错误代码"),
    "language": Text(en="中文", zh="English"),
}
STEPS = (
    Text(
        en="Take a key: `make run` prints one of a simulated seller, `zhuli tenant` makes one of your own. "
        "A key that begins with zhl_test_ sees simulated data only.\nKEY=zhl_test_...\nAPI=http://127.0.0.1:8000",
        zh="获取密钥：`make run` 会打印模拟卖家的密钥，`zhuli tenant` 可创建您自己的密钥。"
        "以 zhl_test_ 开头的密钥只能看到模拟数据。\nKEY=zhl_test_...\nAPI=http://127.0.0.1:8000",
    ),
    Text(
        en="Ask what needs somebody now: the worklist, the most urgent first, with reasons and what to do.\n"
        'curl -H "Authorization: Bearer $KEY" "$API/v1/tickets/worklist?limit=10"',
        zh="查看当前待办：按紧急程度排序，附原因和处理建议。\n"
        'curl -H "Authorization: Bearer $KEY" -H "Accept-Language: zh" "$API/v1/tickets/worklist?limit=10"',
    ),
    Text(
        en="Look at the evidence of an item: `evidence_href` of each of its reasons leads to its numbers.\n"
        'curl -H "Authorization: Bearer $KEY" "$API/v1/ads/findings?status=open&limit=1"',
        zh="查看依据：每条原因的 `evidence_href` 指向问题及其数据。\n"
        'curl -H "Authorization: Bearer $KEY" "$API/v1/ads/findings?status=open&limit=1"',
    ),
    Text(
        en="Follow what changes: keep `follow_cursor` and ask with it again; or register a webhook.\n"
        'curl -H "Authorization: Bearer $KEY" "$API/v1/events?cursor=$FOLLOW_CURSOR"',
        zh="跟踪变化：保存最后一页的 `follow_cursor` 并用它再次查询；或登记 Webhook。\n"
        'curl -H "Authorization: Bearer $KEY" "$API/v1/events?cursor=$FOLLOW_CURSOR"',
    ),
    Text(
        en="Every refusal is application/problem+json with a stable `code`; its `type` opens what to do about it.",
        zh="所有错误均为 application/problem+json，带有固定的 `code`；其 `type` 链接到处理办法。",
    ),
)
EVENTS_INTRO = Text(
    en="Everything that is told: by GET /v1/events, and to webhook endpoints that have asked for it, signed by "
    "Standard Webhooks 1.0. Members may be added; nothing else changes within v1.",
    zh="所有会发出的事件：可通过 GET /v1/events 查询，也会发送到已订阅的 Webhook 端点，"
    "并按 Standard Webhooks 1.0 签名。v1 内只会新增字段，不作其他更改。",
)
PROBLEMS_INTRO = Text(
    en="Every code with which a request can be refused. A code never changes its meaning; texts may. "
    "Name the `request_id` when you ask us.",
    zh="请求被拒绝时的全部代码。代码含义固定不变，文本可能调整。咨询时请提供 `request_id`。",
)
