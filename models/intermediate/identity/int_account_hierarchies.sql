with

ancestors as (select * from {{ ref('int_account_ancestors') }}),

ranked as (

    select
        account_id,
        ancestor_account_id,
        depth,
        row_number() over (
            partition by account_id
            order by depth desc nulls last, ancestor_account_id
        ) as height_order

    from ancestors

),

final as (

    select
        account_id,
        ancestor_account_id as top_account_id,
        depth

    from ranked
    where height_order = 1

)

select * from final
