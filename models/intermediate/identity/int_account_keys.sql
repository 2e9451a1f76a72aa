with

survivors as (select * from {{ ref('int_account_survivors') }}),

records as (

    select
        crm_account_id,
        native_id

    from survivors

),

known as (

    {{ known_ids('records', 'crm_account_id') | indent(4) }}

),

final as (

    select
        known.known_id as account_key,
        survivors.crm_account_id,
        survivors.account_id

    from known
    inner join survivors on known.crm_account_id = survivors.crm_account_id

)

select * from final
