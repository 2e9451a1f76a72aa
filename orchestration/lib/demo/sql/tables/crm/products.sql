select
    'PRD-' || lpad(product_no::varchar, 2, '0') as product_id,
    name,
    series,
    list_price,
    'EUR' as currency,
from products
order by product_no
