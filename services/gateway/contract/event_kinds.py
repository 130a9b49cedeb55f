"""Every type of event: when it is told, and the shape of what it holds."""

from dataclasses import dataclass

from pydantic import BaseModel

from services.gateway.contract import event_shapes as shapes
from shared.texts import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """Events of one type."""

    shape: type[BaseModel]
    when: Text


_FLAGGED = Text(
    en="A judgement has opened a finding, or brought one back",
    zh="判定产生了新问题，或已有问题再次出现",
)
_CLEARED = Text(en="A finding has resolved: the facts no longer hold", zh="问题已解决：相关情况不再存在")

_SUBJECTS = ("campaign", "listing", "stock", "account")

KINDS: dict[str, Kind] = {
    **{f"{subject}.flagged": Kind(shapes.FindingTold, _FLAGGED) for subject in _SUBJECTS},
    **{f"{subject}.cleared": Kind(shapes.FindingTold, _CLEARED) for subject in _SUBJECTS},
    "finding.changed": Kind(
        shapes.FindingTold,
        Text(en="A finding says something else, or somebody has decided on it", zh="问题内容有变，或有人已作出处理"),
    ),
    "listing.deleted": Kind(
        shapes.ListingDeleted, Text(en="An ERP has taken a listing back", zh="ERP 撤回了一条 listing")
    ),
    "stock.deleted": Kind(shapes.StockDeleted, Text(en="An ERP has taken a count back", zh="ERP 撤回了一条库存记录")),
    "warehouse.created": Kind(
        shapes.WarehouseChanged, Text(en="A push has named a new warehouse", zh="推送中出现了新仓库")
    ),
    "warehouse.updated": Kind(shapes.WarehouseChanged, Text(en="A warehouse was changed", zh="仓库已修改")),
    "warehouse.deleted": Kind(
        shapes.WarehouseChanged, Text(en="A warehouse was deleted with what it holds", zh="仓库及其库存已删除")
    ),
    "costs.changed": Kind(
        shapes.CostsChanged, Text(en="What units cost was told anew or taken back", zh="单位成本已更新或撤回")
    ),
    "erp_connection.created": Kind(shapes.ErpConnectionTold, Text(en="An ERP was connected", zh="已接入 ERP")),
    "erp_connection.updated": Kind(
        shapes.ErpConnectionTold, Text(en="The connection of an ERP was changed", zh="ERP 连接已修改")
    ),
    "erp_connection.deleted": Kind(
        shapes.ErpConnectionTold, Text(en="The connection of an ERP was deleted", zh="ERP 连接已删除")
    ),
    "erp_connection.failed": Kind(
        shapes.ErpConnectionTold, Text(en="An ERP does not answer as it should", zh="ERP 连接开始出错")
    ),
    "erp_connection.recovered": Kind(shapes.ErpConnectionTold, Text(en="An ERP answers again", zh="ERP 连接已恢复")),
    "sku_mappings.changed": Kind(
        shapes.SkuMappingsChanged,
        Text(en="What SKUs consist of was told anew or taken back", zh="SKU 与库存 SKU 的对应关系已更新或撤回"),
    ),
    "erp_sync.completed": Kind(shapes.ErpSyncTold, Text(en="An ERP was read", zh="ERP 读取已完成")),
    "erp_sync.failed": Kind(shapes.ErpSyncTold, Text(en="Reading an ERP has failed", zh="ERP 读取失败")),
    "pool.formed": Kind(
        shapes.PoolTold, Text(en="Several marketplaces sell one stock from now on", zh="多个站点开始共用一份库存")
    ),
    "pool.changed": Kind(shapes.PoolTold, Text(en="Other marketplaces sell the stock", zh="共用库存的站点有变")),
    "pool.dissolved": Kind(
        shapes.PoolTold, Text(en="The marketplaces no longer share their stock", zh="各站点不再共用库存")
    ),
    "case.opened": Kind(shapes.CaseTold, Text(en="A case was opened", zh="新建了工单")),
    "case.updated": Kind(
        shapes.CaseTold, Text(en="A case was changed, given to somebody or noted on", zh="工单已修改、指派或添加备注")
    ),
    "case.message_received": Kind(shapes.CaseTold, Text(en="A message came in", zh="收到新消息")),
    "case.replied": Kind(shapes.CaseTold, Text(en="A reply was given", zh="已回复")),
    "case.at_risk": Kind(shapes.CaseTold, Text(en="Most of the time of a clock is over", zh="时限即将用尽")),
    "case.breached": Kind(shapes.CaseTold, Text(en="The time of a clock is over", zh="已超过时限")),
    "case.resolved": Kind(shapes.CaseTold, Text(en="A case is resolved", zh="工单已解决")),
    "case.reopened": Kind(shapes.CaseTold, Text(en="A resolved case is open again", zh="已解决的工单重新打开")),
    "sync.completed": Kind(shapes.SyncEnded, Text(en="All parts of a sync have come", zh="同步的所有部分均已完成")),
    "sync.failed": Kind(shapes.SyncEnded, Text(en="A part of a sync cannot be relied on", zh="同步的某一部分不可靠")),
    "report.suspect": Kind(
        shapes.ReportSuspect, Text(en="A report has come and is not believed", zh="收到的报告不可信")
    ),
    "report.header_changed": Kind(
        shapes.HeaderChanged, Text(en="Amazon has changed the columns of a report", zh="亚马逊更改了报告的列")
    ),
    "seller_account.connected": Kind(
        shapes.SellerAccountChanged, Text(en="A seller account was connected", zh="卖家账户已接入")
    ),
    "seller_account.updated": Kind(
        shapes.SellerAccountChanged, Text(en="A seller account was changed", zh="卖家账户已修改")
    ),
    "seller_account.deleted": Kind(
        shapes.SellerAccountChanged, Text(en="A seller account was deleted", zh="卖家账户已删除")
    ),
    "seller_account.connection_changed": Kind(
        shapes.ConnectionChanged, Text(en="A consent stands otherwise than before", zh="授权状态有变")
    ),
    "seller_account.stopped": Kind(
        shapes.StopChanged, Text(en="Calls to Amazon for an account were stopped", zh="已停止该账户对亚马逊的调用")
    ),
    "seller_account.started": Kind(
        shapes.StopChanged, Text(en="Calls to Amazon for an account go on", zh="已恢复该账户对亚马逊的调用")
    ),
    "installation.stopped": Kind(
        shapes.StopChanged, Text(en="All calls to Amazon were stopped", zh="已停止对亚马逊的所有调用")
    ),
    "installation.started": Kind(shapes.StopChanged, Text(en="Calls to Amazon go on", zh="已恢复对亚马逊的调用")),
    "webhook_endpoint.created": Kind(
        shapes.EndpointChanged, Text(en="An endpoint was registered", zh="已登记新端点")
    ),
    "webhook_endpoint.updated": Kind(shapes.EndpointChanged, Text(en="An endpoint was changed", zh="端点已修改")),
    "webhook_endpoint.deleted": Kind(shapes.EndpointChanged, Text(en="An endpoint was deleted", zh="端点已删除")),
    "webhook_endpoint.secret_rotated": Kind(
        shapes.EndpointChanged, Text(en="An endpoint has a new secret", zh="端点已更换签名密钥")
    ),
    "webhook_endpoint.disabled": Kind(
        shapes.EndpointDisabled, Text(en="Nothing is sent to an endpoint any more", zh="已停止向端点发送事件")
    ),
    "webhook_endpoint.test": Kind(shapes.EndpointTested, Text(en="Somebody has asked for a try", zh="有人请求测试")),
    "thresholds.updated": Kind(
        shapes.ThresholdsUpdated, Text(en="The bounds of an account were changed", zh="账户的阈值已修改")
    ),
    "macro.created": Kind(shapes.MacroChanged, Text(en="A macro was made", zh="新建了回复模板")),
    "macro.updated": Kind(shapes.MacroChanged, Text(en="A macro was changed", zh="回复模板已修改")),
    "macro.deleted": Kind(shapes.MacroChanged, Text(en="A macro was deleted", zh="回复模板已删除")),
    "api_key.created": Kind(shapes.ApiKeyChanged, Text(en="A key was made", zh="新建了密钥")),
    "api_key.revoked": Kind(shapes.ApiKeyChanged, Text(en="A key was revoked", zh="密钥已撤销")),
    "actor.created": Kind(shapes.ActorChanged, Text(en="A person or system was added", zh="新增了人员或系统")),
    "actor.updated": Kind(shapes.ActorChanged, Text(en="A person or system was changed", zh="人员或系统已修改")),
    "actor.deactivated": Kind(
        shapes.ActorChanged, Text(en="A person or system works no more", zh="人员或系统已停用")
    ),
    "actor.reactivated": Kind(
        shapes.ActorChanged, Text(en="A person or system works again", zh="人员或系统已重新启用")
    ),
}
