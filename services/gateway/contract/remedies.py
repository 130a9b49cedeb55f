"""What to do about a problem, by its code, where the problem itself gives no hint."""

from shared.texts import Text

REMEDIES = {
    "actor-deactivated": Text(
        en="Name another person in X-On-Behalf-Of, or reactivate this one: POST /v1/actors/{actor_id}/reactivate.",
        zh="请在 X-On-Behalf-Of 中指定其他人员，或重新启用该人员：POST /v1/actors/{actor_id}/reactivate。",
    ),
    "actor-inactive": Text(
        en="Reactivate the actor first, or make the key for another one.",
        zh="请先重新启用该人员或系统，或为其他人员创建密钥。",
    ),
    "actor-unknown": Text(
        en="GET /v1/actors lists the people of your tenant; X-On-Behalf-Of takes an actor_id of kind person.",
        zh="GET /v1/actors 列出您租户的人员；X-On-Behalf-Of 须填写 kind 为 person 的 actor_id。",
    ),
    "ads-not-connected": Text(
        en="Let the seller consent: POST /v1/seller-accounts/{seller_id}/authorizations with api=ads.",
        zh="请卖家授权：POST /v1/seller-accounts/{seller_id}/authorizations，api 填 ads。",
    ),
    "amazon-client-refused": Text(
        en="Whoever runs Zhuli has to correct the application's client id and secret; `zhuli doctor` names them.",
        zh="请系统管理员更正应用的 client id 和 secret；`zhuli doctor` 会指出具体项。",
    ),
    "amazon-consent-refused": Text(
        en="The seller has to consent again; until then nothing of the account is read.",
        zh="请卖家重新授权；在此之前不读取该账户的任何数据。",
    ),
    "amazon-unavailable": Text(
        en="Send the same request again in some minutes.", zh="请在几分钟后重新发送相同的请求。"
    ),
    "api-key-inactive": Text(
        en="Make a new key: POST /v1/api-keys. A key that was revoked or has expired stays so.",
        zh="请创建新密钥：POST /v1/api-keys。已撤销或过期的密钥无法恢复。",
    ),
    "authorization-not-set-up": Text(
        en="Whoever runs Zhuli has to enter the application at Amazon; until then hand in a refresh token.",
        zh="请系统管理员填写亚马逊应用信息；在此之前请提交 refresh token。",
    ),
    "authorization-unknown": Text(
        en="Begin anew: POST /v1/seller-accounts/{seller_id}/authorizations gives a fresh address.",
        zh="请重新开始：POST /v1/seller-accounts/{seller_id}/authorizations 会给出新的地址。",
    ),
    "body-too-large": Text(
        en="Send less at once: split a batch, or compress a report file.",
        zh="请减少单次发送的内容：拆分批次，或压缩报告文件。",
    ),
    "calls-stopped": Text(
        en="GET /v1/seller-accounts/{seller_id} says who stopped it and why; DELETE .../stop ends it.",
        zh="GET /v1/seller-accounts/{seller_id} 显示由谁停止及原因；DELETE .../stop 可解除。",
    ),
    "case-closed": Text(
        en="Open a new case; what a closed one holds stays as it is.", zh="请新建工单；已关闭工单的内容保持不变。"
    ),
    "case-status": Text(
        en="Read the case again: it goes from open to pending or resolved, and from resolved to open or closed.",
        zh="请重新读取工单：可由 open 变为 pending 或 resolved，由 resolved 变为 open 或 closed。",
    ),
    "consent-checking": Text(
        en="Wait for the event seller_account.connection_changed, or try again in some minutes.",
        zh="请等待事件 seller_account.connection_changed，或在几分钟后重试。",
    ),
    "consent-of-another-seller": Text(
        en="Let the owner of this very account consent, in the right browser session at Amazon.",
        zh="请由该账户的所有者在正确的亚马逊登录会话中授权。",
    ),
    "consent-unproven": Text(
        en="Give the application its role at Amazon, or let an admin confirm the connection.",
        zh="请为应用开通所需的亚马逊角色，或由管理员确认该连接。",
    ),
    "consent-unreadable": Text(
        en="The seller has to consent again; `zhuli doctor` says whether the master key is the right one.",
        zh="请卖家重新授权；`zhuli doctor` 可检查主密钥是否正确。",
    ),
    "cursor-expired": Text(
        en="Walk the list anew without a cursor, and drop at your side what that walk does not meet.",
        zh="请不带 cursor 重新遍历列表，并在您的系统中删除未再出现的内容。",
    ),
    "event-unknown": Text(
        en="Use `follow_cursor` of the last page instead, or begin without after_event_id.",
        zh="请改用上一页的 `follow_cursor`，或不带 after_event_id 重新开始。",
    ),
    "external-id-taken": Text(
        en="GET /v1/tickets/cases?external_id= shows what it stands for; send another one for another thing.",
        zh="GET /v1/tickets/cases?external_id= 可查看其对应内容；不同的事项请使用不同的编号。",
    ),
    "file-rejected": Text(
        en="`detail` says what the file lacks. docs/samples has a file of every kind that is read.",
        zh="`detail` 说明文件缺少什么。docs/samples 中有每种可导入文件的样例。",
    ),
    "finding-resolved": Text(
        en="Nothing is left to decide: it comes back as open when the facts do.",
        zh="无需再处理：情况重现时会再次变为 open。",
    ),
    "erp-connection-exists": Text(
        en="Change the connection that has this app key: PATCH /v1/inventory/erp-connections/{connection_id}.",
        zh="请修改已使用该 app key 的连接：PATCH /v1/inventory/erp-connections/{connection_id}。",
    ),
    "erp-dead-letter-closed": Text(
        en="Nothing is to be done: the record was read well since, or somebody dismissed it.",
        zh="无需处理：该记录之后已正常读取，或已被忽略。",
    ),
    "erp-sync-under-way": Text(
        en="Wait until it has ended: GET /v1/inventory/erp-syncs?status=running.",
        zh="请等待其结束：GET /v1/inventory/erp-syncs?status=running。",
    ),
    "erp-url-refused": Text(
        en="Give an https address that the internet can reach; private ones are named by whoever runs Zhuli.",
        zh="请填写公网可访问的 https 地址；内网地址须由系统管理员登记。",
    ),
    "idempotency-key-missing": Text(
        en="Send an Idempotency-Key of 8 to 255 characters; repeat it only with the same request.",
        zh="请发送 8 至 255 个字符的 Idempotency-Key；仅在重发同一请求时重复使用。",
    ),
    "internal-error": Text(
        en="Send the same request again; if it stays, tell whoever runs Zhuli the request_id.",
        zh="请重新发送相同的请求；若仍然失败，请将 request_id 告知系统管理员。",
    ),
    "invalid-request": Text(
        en="Each line of `errors` names a member and says what to write instead.",
        zh="`errors` 的每一行指出一个字段以及应填写的内容。",
    ),
    "key-limited": Text(
        en="Use a key of an actor without `seller_ids`, who may see all seller accounts.",
        zh="请使用没有 `seller_ids` 限制、可查看所有卖家账户的密钥。",
    ),
    "listing-exists": Text(
        en="Change it: PATCH /v1/catalog/listings/{listing_id}, or POST /v1/catalog/listings/bulk, which does both.",
        zh="请修改：PATCH /v1/catalog/listings/{listing_id}，或使用兼具新建和修改的 POST /v1/catalog/listings/bulk。",
    ),
    "listing-is-amazons": Text(
        en="Tell what you want as a listing of your own (source erp); what Amazon reports stays beside it.",
        zh="请以您自己的 listing（source 为 erp）提交所需内容；亚马逊报告的内容会并列保留。",
    ),
    "live-key-required": Text(en="Use a key that begins with zhl_live_.", zh="请使用以 zhl_live_ 开头的密钥。"),
    "macro-name-taken": Text(
        en="Choose another name, or change the macro that has it.", zh="请更换名称，或修改已使用该名称的模板。"
    ),
    "macro-place-unknown": Text(
        en="Send the missing value in `values`; nothing that is half filled goes to a buyer.",
        zh="请在 `values` 中填写缺少的值；未填完整的内容不会发送给买家。",
    ),
    "malformed-request": Text(
        en="`detail` says at which character the body stops being JSON.",
        zh="`detail` 说明请求体从第几个字符起不是 JSON。",
    ),
    "method-not-allowed": Text(
        en="The header `Allow` names the methods of this path.", zh="响应头 `Allow` 列出此路径支持的方法。"
    ),
    "not-found": Text(
        en="Take the id from a list under the same key: test and live keys see different data.",
        zh="请用同一密钥从列表中获取编号：测试密钥与正式密钥看到的数据不同。",
    ),
    "nothing-to-confirm": Text(
        en="Read the seller account again: it is connected already, or has no consent.",
        zh="请重新读取卖家账户：它已连接，或尚无授权。",
    ),
    "own-actor": Text(en="Let another owner or manager do it.", zh="请由其他 owner 或 manager 操作。"),
    "path-unknown": Text(
        en="`detail` names the nearest path; all are in /openapi.json.",
        zh="`detail` 给出最接近的路径；全部路径见 /openapi.json。",
    ),
    "precondition-failed": Text(
        en="Read it again, look at what has changed, and send your change with the new ETag in If-Match.",
        zh="请重新读取并查看变化，再用新的 ETag（If-Match）提交修改。",
    ),
    "rate-limited": Text(
        en="Wait for the seconds of Retry-After; the headers RateLimit and RateLimit-Policy tell the quota.",
        zh="请等待 Retry-After 指定的秒数；配额见响应头 RateLimit 和 RateLimit-Policy。",
    ),
    "request-timeout": Text(
        en="Send it again over a better line, or in smaller parts.", zh="请在更稳定的网络下重新发送，或拆分后发送。"
    ),
    "rotation-underway": Text(
        en="Wait until the old key has ended, or revoke it: DELETE /v1/api-keys/{key_id}.",
        zh="请等待旧密钥失效，或将其撤销：DELETE /v1/api-keys/{key_id}。",
    ),
    "sandbox-missing": Text(
        en="Whoever runs Zhuli has to start the sandbox and name it in GATEWAY_SANDBOX_URL.",
        zh="请系统管理员启动沙箱，并在 GATEWAY_SANDBOX_URL 中填写其地址。",
    ),
    "scope-missing": Text(
        en="Each operation names its scope; GET /v1/me lists those of your key.",
        zh="每个接口注明所需权限；GET /v1/me 列出您密钥的权限。",
    ),
    "seller-account-exists": Text(
        en="Change it: PATCH /v1/seller-accounts/{seller_id}.", zh="请修改：PATCH /v1/seller-accounts/{seller_id}。"
    ),
    "seller-account-leaving": Text(
        en="Wait for the event seller_account.deleted of the old one, then connect it again.",
        zh="请等待原账户的事件 seller_account.deleted，然后重新连接。",
    ),
    "sheet-rejected": Text(
        en="`detail` says why. GET the export of the same list as .csv or .xlsx for a table with the right titles.",
        zh="`detail` 说明原因。可将同一列表导出为 .csv 或 .xlsx，作为列名正确的模板。",
    ),
    "spapi-not-connected": Text(
        en="Let the seller consent: POST /v1/seller-accounts/{seller_id}/authorizations with api=spapi.",
        zh="请卖家授权：POST /v1/seller-accounts/{seller_id}/authorizations，api 填 spapi。",
    ),
    "storage-full": Text(
        en="Whoever runs Zhuli has to make room; reading goes on, and the same request works afterwards.",
        zh="请系统管理员清理磁盘空间；读取不受影响，之后可重新发送相同的请求。",
    ),
    "temporarily-unavailable": Text(
        en="Send the same request again after the seconds of Retry-After.",
        zh="请在 Retry-After 指定的秒数后重新发送相同的请求。",
    ),
    "too-many-api-keys": Text(
        en="Revoke keys that nobody uses: GET /v1/api-keys, DELETE /v1/api-keys/{key_id}.",
        zh="请撤销不再使用的密钥：GET /v1/api-keys，DELETE /v1/api-keys/{key_id}。",
    ),
    "unauthorized": Text(
        en="Send `Authorization: Bearer zhl_...`; `errors` says what is wrong with it.",
        zh="请发送 `Authorization: Bearer zhl_...`；`errors` 说明问题所在。",
    ),
    "unsupported-media-type": Text(
        en="Send Content-Type: application/json; files go as multipart/form-data.",
        zh="请发送 Content-Type: application/json；文件使用 multipart/form-data。",
    ),
    "warehouse-name-taken": Text(
        en="Choose another name: counts are pushed by it.", zh="请更换名称：库存按仓库名称推送。"
    ),
    "webhook-endpoint-disabled": Text(
        en="Enable it first: PATCH /v1/webhook-endpoints/{endpoint_id} with enabled=true.",
        zh="请先启用：PATCH /v1/webhook-endpoints/{endpoint_id}，enabled 填 true。",
    ),
    "webhook-endpoint-exists": Text(en="Change the endpoint that has this address.", zh="请修改已使用该地址的端点。"),
    "webhook-endpoint-limit": Text(
        en="Delete endpoints that nobody reads: GET /v1/webhook-endpoints.",
        zh="请删除不再使用的端点：GET /v1/webhook-endpoints。",
    ),
    "webhook-rotation-underway": Text(
        en="Wait until the older secret has ended, or rotate with overlap_hours=0.",
        zh="请等待旧密钥失效，或以 overlap_hours=0 轮换。",
    ),
    "webhook-url-refused": Text(
        en="Give an https address that the internet can reach; private ones are named by whoever runs Zhuli.",
        zh="请填写公网可访问的 https 地址；内网地址须由系统管理员登记。",
    ),
    "writes-stopped": Text(
        en="GET /v1/seller-accounts/{seller_id} says who stopped it and why; DELETE .../stop ends it.",
        zh="GET /v1/seller-accounts/{seller_id} 显示由谁停止及原因；DELETE .../stop 可解除。",
    ),
}
