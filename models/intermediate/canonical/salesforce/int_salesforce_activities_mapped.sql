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
        call_type,
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
        cast(null as string) as call_type,
        occurred_at

    from {{ ref('stg_salesforce__events') }}
    where not is_copy and not is_series and not is_deleted

),

typed as (

    select
        done.*,
        case
            when done.task_subtype in ('call', 'email') then done.task_subtype
            when done.task_subtype = 'listemail' then 'list_email'
            else {{ canonical_word('types', 'done.vendors_type') }}
        end as activity_type

    from done
    left join words as types on {{ alias_of('types', 'activity_type', 'done.vendors_type') }}

),

final as (

    select
        source,
        {{ namespaced('salesforce', 'activity_id') }} as activity_id,
        -- the ids of Salesforce's accounts begin with 001
        {{ namespaced(
            'salesforce',
            "coalesce(account_id, case when what_id like '001%' then what_id end)"
        ) }}
            as account_id,
        {{ namespaced('salesforce', 'who_id') }} as contact_id,
        {{ namespaced('salesforce', 'owner_id') }} as owner_id,
        activity_type,
        -- mail that was sent is logged as a task, without a CallType
        coalesce(
            call_type = 'outbound', source = 'salesforce/tasks' and activity_type = 'email'
        ) as is_outbound,
        occurred_at,
        {{ utc_date('occurred_at') }} as occurred_on,
        {{ recorded_on(['occurred_at']) }} as recorded_on

    from typed

)

select * from final
