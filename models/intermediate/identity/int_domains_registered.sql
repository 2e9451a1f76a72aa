with

accounts as (select * from {{ ref('int_accounts_unioned') }}),

records as (select * from {{ ref('int_records_unioned') }}),

engagement_events as (select * from {{ ref('int_engagement_events_unioned') }}),

surges as (select * from {{ ref('int_intent_surges_unioned') }}),

suffixes as (select * from {{ ref('public_suffixes') }}),

shared_hosts as (select * from {{ ref('free_mail_domains') }}),

-- two columns of a table are one look at it
record_hosts as (

    select distinct
        email_domain,
        domain

    from records

),

event_hosts as (

    select distinct
        email_domain,
        domain

    from engagement_events

),

-- a missing host has no tail and ends there: asking for it here would compute every host twice
hosts as (
    {% for relation, column in [
        ('accounts', 'domain_normalised'),
        ('accounts', 'website_domain'),
        ('record_hosts', 'email_domain'),
        ('record_hosts', 'domain'),
        ('event_hosts', 'email_domain'),
        ('event_hosts', 'domain'),
        ('surges', 'domain'),
    ] %}
    select {{ column }} as host
    from {{ relation }}
    {% if not loop.last %}
    union
    {% endif -%}
    {% endfor %}
),

-- the last 1 to 5 labels of each host name
tails as (
    {% for labels in range(1, 6) %}
    select
        host,
        {{ labels }} as labels,
        {{ last_labels('host', labels) }} as tail

    from hosts
    {% if not loop.last %}
    union all
    {% endif -%}
    {% endfor %}
),

judged as (

    select
        tails.host,
        max(case when suffixes.suffix is not null then tails.labels end) as rule_labels,
        count(shared_hosts.domain) > 0 as is_shared

    from tails
    left join suffixes on tails.tail = suffixes.suffix
    left join shared_hosts on tails.tail = shared_hosts.domain
    where tails.tail is not null
    group by tails.host

),

measured as (

    select
        judged.host,
        judged.is_shared,
        coalesce(suffixes.suffix_labels, 1) + 1 as domain_labels

    from judged
    left join tails
        on
            judged.host = tails.host
            and judged.rule_labels = tails.labels
    left join suffixes on tails.tail = suffixes.suffix

),

final as (

    select
        measured.host,
        measured.is_shared,
        tails.tail as domain

    from measured
    left join tails
        on
            measured.host = tails.host
            and measured.domain_labels = tails.labels

)

select * from final
