{#- Words of the CRM that no row of the configuration knows, so that people have no buying role and
    deals no place in the pipeline. The commonest ten of a table are named, and none that so few
    records have that it could tell who it is. -#}
with

contacts as (select * from {{ ref('int_contacts_unioned') }}),

opportunities as (select * from {{ ref('int_opportunities_unioned') }}),

role_titles as (select * from {{ ref('buying_role_titles') }}),

stages as (select * from {{ ref('opportunity_stages') }}),

words as (

    select
        contacts.source as source_table,
        'title ' || lower(contacts.title) as word

    from contacts
    left join role_titles on lower(contacts.title) = lower(trim(role_titles.title))
    where
        contacts.title is not null
        and contacts.buying_role is null
        and not contacts.is_deleted
        and role_titles.title is null

    union all

    select
        opportunities.source as source_table,
        'stage ' || lower(trim(opportunities.stage)) as word

    from opportunities
    left join stages on lower(trim(opportunities.stage)) = lower(trim(stages.stage))
    where
        opportunities.stage is not null
        and not opportunities.is_closed
        and not opportunities.is_deleted
        and stages.stage is null

),

counted as (

    select
        source_table,
        word,
        count(*) as records

    from words
    group by source_table, word

),

ranked as (

    select
        *,
        row_number() over (
            partition by source_table
            order by records desc nulls last, word asc
        ) as place

    from counted

),

final as (

    select
        source_table,
        word,
        records as rows,
        place <= 10
        and records >= cast({{ setting('unlisted_min_records') }} as integer) as is_named

    from ranked

)

select * from final
