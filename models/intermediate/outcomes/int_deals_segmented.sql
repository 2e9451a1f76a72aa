{#- Every decided deal in every dimension; without account it belongs to no segment. A deal's
    product is the one the CRM names, else that of its dearest line. -#}
with

opportunities as (select * from {{ ref('int_opportunity_outcomes') }}),

resolved as (select * from {{ ref('int_opportunities_resolved') }}),

accounts as (select * from {{ ref('int_accounts_segmented') }}),

lines as (select * from {{ ref('int_opportunity_lines_unioned') }}),

products as (select * from {{ ref('int_products_unioned') }}),

decided as (

    select
        opportunities.*,
        resolved.product_id

    from opportunities
    inner join resolved on opportunities.opportunity_id = resolved.opportunity_id
    where opportunities.outcome <> 'open'

),

dearest as (

    select
        opportunity_id,
        product_id

    from lines
    where product_id is not null and not coalesce(is_option, false)
    qualify row_number() over (
        partition by opportunity_id
        order by quantity * unit_price desc nulls last, line_id asc
    ) = 1

),

dimensions as (select distinct dimension from accounts),

final as (

    select
        dimensions.dimension,
        decided.opportunity_id,
        accounts.segment,
        decided.outcome,
        decided.amount,
        decided.cycle_days

    from decided
    cross join dimensions
    left join accounts
        on
            dimensions.dimension = accounts.dimension
            and decided.account_id = accounts.account_id

    union all

    select
        'product' as dimension,
        decided.opportunity_id,
        coalesce(products.product_name, decided.product_id, dearest.product_id) as segment,
        decided.outcome,
        decided.amount,
        decided.cycle_days

    from decided
    left join dearest on decided.opportunity_id = dearest.opportunity_id
    left join products on coalesce(decided.product_id, dearest.product_id) = products.product_id

)

select * from final
