with recursive

survivors as (

    select account_id
    from {{ ref('int_account_merges') }}
    where crm_account_id = account_id

),

parents as (select * from {{ ref('int_account_parents') }}),

{{ ancestors('survivors', 'parents') }}

select * from ancestors
