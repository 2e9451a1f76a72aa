with

ancestors as (select * from {{ ref('int_account_ancestors') }}),

final as (

    {{ highest_ancestors('ancestors') | indent(4) }}

)

select * from final
