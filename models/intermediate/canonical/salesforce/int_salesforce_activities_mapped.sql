{{ config(materialized='ephemeral') }}
with

words as (select * from {{ ref('word_aliases') }}),

-- only what was done: no open task, no copy in another calendar, no plan of a series
done as (

    select
        'salesforce/tasks' as source,
        activity_id,
        account_id,
        what_id,
        who_id,
        owner_id,
        task_subtype,
        coalesce(task_type, 'task') as vendors_type,
        coalesce(call_type = 'outbound', false) as is_outbound,
        occurred_at

    from {{ ref('stg_salesforce__tasks') }}
    where is_closed and not is_series and not is_deleted

    union all

    select
        'salesforce/events' as source,
        activity_id,
        account_id,
        what_id,
        who_id,
        owner_id,
        cast(null as string) as task_subtype,
        coalesce(event_type, 'meeting') as vendors_type,
        false as is_outbound,
        occurred_at

    from {{ ref('stg_salesforce__events') }}
    where not is_copy and not is_series and not is_deleted

),

final as (

    select
        done.source,
        {{ namespaced('salesforce', 'done.activity_id') }} as activity_id,
        -- the ids of Salesforce's accounts begin with 001
        {{ namespaced(
            'salesforce',
            "coalesce(done.account_id, case when done.what_id like '001%' then done.what_id end)"
        ) }}
            as account_id,
        {{ namespaced('salesforce', 'done.who_id') }} as contact_id,
        {{ namespaced('salesforce', 'done.owner_id') }} as owner_id,
        case
            when done.task_subtype in ('call', 'email') then done.task_subtype
            when done.task_subtype = 'listemail' then 'list_email'
            else {{ canonical_word('types', 'done.vendors_type') }}
        end as activity_type,
        done.is_outbound,
        done.occurred_at,
        {{ utc_date('done.occurred_at') }} as occurred_on,
        {{ recorded_on(['done.occurred_at']) }} as recorded_on

    from done
    left join words as types on {{ alias_of('types', 'activity_type', 'done.vendors_type') }}

)

select * from final
