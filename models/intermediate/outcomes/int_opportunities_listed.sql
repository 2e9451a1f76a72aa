{#- An option is not part of the deal yet. A line, or a product, without a price in the list
    leaves the value unknown. -#}
with

opportunities as (select * from {{ ref('int_opportunities_resolved') }}),

lines as (select * from {{ ref('int_opportunity_lines_unioned') }}),

prices as (select * from {{ ref('int_products_converted') }}),

line_values as (

    select
        lines.opportunity_id,
        case
            when
                count(case when not coalesce(lines.is_option, false) then 1 end)
                = count(
                    case
                        when not coalesce(lines.is_option, false)
                            then lines.quantity * prices.list_price
                    end
                )
                then sum(
                    case
                        when not coalesce(lines.is_option, false)
                            then lines.quantity * prices.list_price
                    end
                )
        end as list_value,
        count(case when lines.is_option then 1 end) as options

    from lines
    left join prices on lines.product_id = prices.product_id
    group by lines.opportunity_id

),

final as (

    select
        opportunities.opportunity_id,
        cast(
            case
                when line_values.opportunity_id is null then prices.list_price
                else round(line_values.list_value, 2)
            end as decimal(18, 2)
        ) as list_value,
        coalesce(line_values.options, 0) as options

    from opportunities
    left join line_values on opportunities.opportunity_id = line_values.opportunity_id
    left join prices on opportunities.product_id = prices.product_id

)

select * from final
