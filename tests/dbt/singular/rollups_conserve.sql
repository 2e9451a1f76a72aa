/*
Detects: rolled-up pipelines that are not the sum of their parts: an ultimate parent whose
rollup_open_pipeline_value differs from the sum of open_pipeline_value over its hierarchy, a parent
whose roll-up differs from its own pipeline plus its children's roll-ups, and a book whose ultimate
parents do not add up to all accounts.
Why it matters: an account that counts in two hierarchies, or in none, makes every group report
wrong, by exactly the deals that matter most.
A row is: one account (or the whole book) with both sums.
*/
with

accounts as (

    select
        account_id,
        parent_account_id,
        ultimate_parent_account_id,
        coalesce(open_pipeline_value, 0) as own_value,
        coalesce(rollup_open_pipeline_value, 0) as rolled_up_value

    from {{ ref('account_tiers') }}

),

of_hierarchies as (

    select
        tops.account_id,
        'ultimate parent' as part,
        max(tops.rolled_up_value) as rolled_up_value,
        sum(members.own_value) as sum_of_parts

    from accounts as tops
    inner join accounts as members on tops.account_id = members.ultimate_parent_account_id
    group by tops.account_id

),

children as (

    select
        parent_account_id,
        sum(rolled_up_value) as rolled_up_value

    from accounts
    where parent_account_id is not null
    group by parent_account_id

),

of_families as (

    select
        accounts.account_id,
        'parent and its children' as part,
        accounts.rolled_up_value,
        accounts.own_value + coalesce(children.rolled_up_value, 0) as sum_of_parts

    from accounts
    left outer join children on accounts.account_id = children.parent_account_id

),

of_the_book as (

    select
        cast(null as string) as account_id,
        'all accounts' as part,
        sum(case when account_id = ultimate_parent_account_id then rolled_up_value end)
            as rolled_up_value,
        sum(own_value) as sum_of_parts

    from accounts

),

compared as (

    select * from of_hierarchies
    union all
    select * from of_families
    union all
    select * from of_the_book

),

final as (

    select
        account_id,
        part,
        rolled_up_value,
        sum_of_parts

    from compared
    where rolled_up_value is distinct from sum_of_parts

)

select * from final
