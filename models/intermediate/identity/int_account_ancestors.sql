with recursive

merges as (select * from {{ ref('int_account_merges') }}),

parents as (select * from {{ ref('int_account_parents') }}),

climbed as (

    select
        account_id,
        account_id as ancestor_account_id,
        0 as depth

    from merges
    where crm_account_id = account_id

    union all

    select
        climbed.account_id,
        parents.parent_account_id as ancestor_account_id,
        climbed.depth + 1 as depth

    from climbed
    inner join parents on climbed.ancestor_account_id = parents.account_id

),

final as (

    select
        account_id,
        ancestor_account_id,
        depth

    from climbed

)

select * from final
