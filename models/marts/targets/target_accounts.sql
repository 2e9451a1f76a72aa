with

sources as (select * from {{ ref('int_targets_sourced') }}),

accounts as (select * from {{ ref('account_tiers') }}),

plays as (select * from {{ ref('account_plays') }}),

component_scores as (

    select * from {{ ref('int_component_scores') }}
    where component = 'icp_fit'

),

identified as (select * from {{ ref('int_outsiders_identified') }}),

features as (select * from {{ ref('int_outsider_features') }}),

scores as (select * from {{ ref('int_outsiders_scored') }}),

known as (

    select
        company_id,
        min_by(source, source_rank) as source,
        max(case when source = 'crm' then 1 else 0 end) = 1 as in_crm,
        concat_ws(
            ', ',
            max(case when source = 'crm' then source end),
            max(case when source = 'intent' then source end),
            max(case when source = 'lookalike' then source end),
            max(case when source = 'web' then source end),
            max(case when source = 'list' then source end)
        ) as sources,
        coalesce(max(case when source = 'intent' then events end), 0) as intent_events,
        coalesce(max(case when source = 'web' then events end), 0) as web_events,
        max(case when source = 'intent' then detail end) as topics,
        max(case when source = 'list' then detail end) as lists,
        min(first_seen_on) as first_seen_on,
        max(last_seen_on) as last_seen_on

    from sources
    group by company_id

),

named as (

    select
        identified.company_id,
        identified.company_name,
        identified.domain,
        identified.country,
        bool_or(identified.is_in_review) over (partition by identified.company_id) as is_in_review,
        -- firmographics' name comes before a list's, that of the company which speaks for all first
        row_number() over (
            partition by identified.company_id
            order by
                identified.source_table,
                case when identified.record_key = features.company_key then 1 else 2 end,
                identified.company_name,
                identified.record_key
        ) as name_order

    from identified
    left join features on identified.company_id = features.company_id
    where identified.company_name is not null

),

final as (

    select
        -- which company
        known.company_id,
        accounts.account_id,
        coalesce(accounts.account_name, named.company_name) as company_name,
        coalesce(
            accounts.domain,
            named.domain,
            case when known.company_id like 'domain:%' then substr(known.company_id, 8) end
        ) as domain,
        coalesce(accounts.country, features.country, named.country) as country,
        coalesce(accounts.industry, features.industry) as industry,
        coalesce(accounts.annual_revenue, features.annual_revenue) as annual_revenue,
        coalesce(accounts.employee_count, features.employee_count) as employee_count,

        -- where it is known from
        known.in_crm,
        known.source,
        known.sources,
        coalesce(named.is_in_review, false) as is_in_review,
        accounts.tier,
        accounts.tier_reason,
        plays.blocked_by,

        -- why it is worth a call
        case when known.in_crm then accounts.icp_fit_score else scores.icp_fit_score end
            as fit_score,
        cast(
            coalesce(component_scores.observed_weight, scores.fit_coverage, 0) as decimal(7, 4)
        ) as fit_coverage,
        case when known.in_crm then accounts.intent_score else scores.intent_score end
            as intent_score,
        known.intent_events,
        known.web_events,
        known.topics,
        known.lists,
        nullif(
            concat_ws(
                '; ',
                coalesce(accounts.top_reasons, scores.top_reasons),
                'researches ' || known.topics,
                case
                    when known.web_events > 0 and not known.in_crm
                        then {{ counted('known.web_events', "'web event'") }}
                end,
                'on the list ' || known.lists
            ),
            ''
        ) as reasons,

        -- when, and of which refresh
        known.first_seen_on,
        known.last_seen_on,
        {{ as_of() }} as as_of_date,
        '{{ refresh_var("release_id") }}' as release_id

    from known
    left join accounts on known.company_id = 'account:' || accounts.account_id
    left join plays on accounts.account_id = plays.account_id
    left join component_scores on accounts.account_id = component_scores.account_id
    left join named
        on
            known.company_id = named.company_id
            and named.name_order = 1
    left join features on known.company_id = features.company_id
    left join scores on known.company_id = scores.company_id

)

select * from final
