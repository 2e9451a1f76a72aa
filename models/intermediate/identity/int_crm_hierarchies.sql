with recursive

survivors as (

    select account_id
    from {{ ref('int_account_merges') }}
    where crm_account_id = account_id

),

parents as (select * from {{ ref('int_crm_parents') }}),

{{ ancestors('survivors', 'parents') }},

final as (

    {{ highest_ancestors('ancestors') | indent(4) }}

)

select * from final
