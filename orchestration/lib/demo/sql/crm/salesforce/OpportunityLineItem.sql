select
    line_id as "Id",
    opportunity_id as "OpportunityId",
    product_id as "Product2Id",
    quantity as "Quantity",
    unit_price as "UnitPrice",
    is_option as "Is_Option__c",
    false as "IsDeleted"
from crm__opportunity_lines
