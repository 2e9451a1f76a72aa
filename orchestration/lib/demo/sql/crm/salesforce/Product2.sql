-- Prices are in price books, which nobody exported.
select
    product_id as "Id",
    name as "Name",
    series as "Family",
    currency as "CurrencyIsoCode",
    false as "IsDeleted"
from crm__products
