"""The folder of what an Amazon SKU is made of, in the words of the ERP."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN
from tests.postman.repeated import SELLER_ID

_SKU, _GOODS = "QA-{{run}}-2PK", "QA-{{run}}"
_MAPPING = {"mapping_id": "{{mapping_id}}"}
_PARTS = [{"erp_sku": _GOODS, "quantity": 2}]

MAPPINGS = Folder(
    "Resource: SKU mappings",
    "Which goods of the ERP an Amazon SKU consists of: one to one, several SKUs of one, bundles.",
    (
        *BEGIN,
        Ask(
            "upsert_inventory_sku_mappings",
            "A bundle of two",
            status=207,
            body=SELLER_ID | {"items": [{"sku": _SKU, "parts": _PARTS}]},
            keep={"mapping_id": "body.results[0].mapping_id"},
            same={"body.results[0].sku": _SKU, "body.results[0].status": "created"},
        ),
        Ask(
            "get_inventory_sku_mapping",
            "That mapping",
            path=_MAPPING,
            same={"body.sku": _SKU, "body.parts[0].erp_sku": _GOODS, "body.parts[0].quantity": 2},
        ),
        Ask(
            "list_inventory_sku_mappings",
            "All SKUs of these goods",
            query={"erp_sku": _GOODS},
            same={"body.items.map(one => one.mapping_id).join()": "{{mapping_id}}"},
        ),
        Ask(
            "export_inventory_sku_mappings",
            "All of them as a file",
            query=SELLER_ID | {"format": "csv"},
            holds={"body": _SKU},
        ),
        Ask(
            "import_inventory_sku_mappings",
            "A file of mappings",
            form=SELLER_ID,
            file="sku-mappings.csv",
            same={
                "body.seller_id": "{{seller_id}}",
                "body.rows": 4,
                "body.created + body.updated + body.unchanged": 2,
                "body.rejected": 2,
            },
        ),
        Ask(
            "export_inventory_mabang_workbook",
            "The same goods under the titles of Mabang",
            same={"pm.response.headers.get('Content-Disposition').includes('.xlsx')": True},
        ),
        Ask(
            "list_inventory_unmapped_skus",
            "SKUs that nobody has mapped",
            query=SELLER_ID | {"limit": "200"},
            keep={"unmapped_sku": "body.items[0].sku"},
            same={"body.items.some(one => one.sku === pm.variables.replaceIn('QA-{{run}}-2PK'))": False},
        ),
        Ask(
            "list_inventory_unmapped_erp_skus",
            "Goods that no SKU sells",
            query={"limit": "200"},
            same={"body.items.some(one => one.erp_sku === pm.variables.replaceIn('QA-{{run}}'))": False},
        ),
        Ask(
            "decide_inventory_sku_suggestions",
            "No, that SKU is not made of these goods",
            status=207,
            body=SELLER_ID | {"items": [{"sku": "{{unmapped_sku}}", "parts": _PARTS, "decision": "refuse"}]},
            same={"body.results[0].sku": "{{unmapped_sku}}"},
        ),
        Ask(
            "delete_inventory_sku_mapping",
            "The bundle is sold no more",
            status=204,
            path=_MAPPING,
            same={"pm.request.url.toString().includes(pm.variables.get('mapping_id'))": True},
        ),
    ),
)
