{#- The three factors that moved the score most, and what moved them (SCORING 6). What new data did
    to a signal factor is told by up to three types of events that point the same way. -#}
with

deltas as (select * from {{ ref('int_contribution_deltas') }}),

signals_gained as (select * from {{ ref('int_signals_gained') }}),

factors as (select * from {{ ref('scoring_factors') }}),

moved as (

    select
        account_id,
        factor,
        delta_decay,
        delta_data,
        delta_config,
        row_number() over (
            partition by account_id
            order by
                abs(contribution - coalesce(previous_contribution, 0)) desc nulls last, factor asc
        ) as place

    from deltas
    where {{ is_worth_saying('contribution - coalesce(previous_contribution, 0)') }}

),

named as (

    select
        moved.account_id,
        moved.factor,
        moved.place,
        moved.delta_decay,
        moved.delta_data,
        moved.delta_config,
        coalesce(factors.description, replace(moved.factor, '_', ' ')) as factor_words

    from moved
    left join factors on moved.factor = factors.factor
    where moved.place <= 3

),

events_ranked as (

    select
        named.account_id,
        named.factor,
        signals_gained.signal_type,
        signals_gained.events,
        row_number() over (
            partition by named.account_id, named.factor
            order by abs(signals_gained.value) desc nulls last, signals_gained.signal_type asc
        ) as place

    from named
    inner join signals_gained
        on
            named.account_id = signals_gained.account_id
            and named.factor = signals_gained.factor
            and named.delta_data * signals_gained.value > 0

),

events_counted as (

    select
        account_id,
        factor,
        place,
        {{ counted('abs(events)', "replace(signal_type, '_', ' ')") }}
        || case events when -1 then ' that no longer counts' else '' end
        || case when events < -1 then ' that no longer count' else '' end as event_words

    from events_ranked
    where place <= 3

),

events_worded as (

    select
        account_id,
        factor,
        max(case when place = 1 then event_words end)
        || coalesce(
            case when max(place) = 2 then ' and ' else ', ' end
            || max(case when place = 2 then event_words end),
            ''
        )
        || coalesce(' and ' || max(case when place = 3 then event_words end), '') as event_words

    from events_counted
    group by account_id, factor

),

phrases as (

    select
        named.account_id,
        named.place,
        named.factor_words,
        named.delta_config,
        named.delta_decay + named.delta_data as delta_told,
        case
            when {{ is_worth_saying('named.delta_data') }}
                then
                    {{ signed_points('named.delta_data') }} || ' from '
                    || coalesce(events_worded.event_words, named.factor_words)
        end as data_phrase,
        case
            when {{ is_worth_saying('named.delta_decay') }}
                then
                    {{ signed_points('named.delta_decay') }} || ' from ageing '
                    || named.factor_words
        end as decay_phrase

    from named
    left join events_worded
        on
            named.account_id = events_worded.account_id
            and named.factor = events_worded.factor

),

told as (

    select
        account_id,
        sum(delta_told) as delta_told,
        concat_ws(
            ', ',
            {%- for place in range(1, 4) %}
            max(case when place = {{ place }} then data_phrase end),
            max(case when place = {{ place }} then decay_phrase end)
            {{- ',' if not loop.last }}
            {%- endfor %}
        ) as factor_phrases,
        concat_ws(
            ', ',
            {%- for place in range(1, 4) %}
            max(
                case
                    when place = {{ place }} and {{ is_worth_saying('delta_config') }}
                        then factor_words
                end
            )
            {{- ',' if not loop.last }}
            {%- endfor %}
        ) as factors_configured

    from phrases
    group by account_id

),

summed as (

    select
        account_id,
        cast(sum(delta_decay) as decimal(7, 4)) as delta_decay,
        cast(sum(delta_data) as decimal(7, 4)) as delta_data,
        cast(sum(delta_config) as decimal(7, 4)) as delta_config,
        cast(sum(delta_code) as decimal(7, 4)) as delta_code,
        max(abs(contribution - coalesce(previous_contribution, 0))) as largest_move

    from deltas
    group by account_id

),

-- of accounts where no factor moved by as much as is said, but all of them together did
small as (

    select
        deltas.account_id,
        coalesce(factors.description, replace(deltas.factor, '_', ' ')) as factor_words,
        row_number() over (
            partition by deltas.account_id
            order by
                abs(deltas.contribution - coalesce(deltas.previous_contribution, 0))
                desc nulls last,
                deltas.factor asc
        ) as place

    from summed
    inner join deltas on summed.account_id = deltas.account_id
    left join factors on deltas.factor = factors.factor
    where
        not {{ is_worth_saying('summed.largest_move') }}
        and {{ is_worth_saying('summed.delta_decay + summed.delta_data') }}
        and deltas.contribution <> coalesce(deltas.previous_contribution, 0)

),

small_worded as (

    select
        account_id,
        max(case when place = 1 then factor_words end)
        || coalesce(
            case when max(place) = 2 then ' and ' else ', ' end
            || max(case when place = 2 then factor_words end),
            ''
        )
        || coalesce(' and ' || max(case when place = 3 then factor_words end), '') as small_factors

    from small
    group by account_id

),

final as (

    select
        summed.account_id,
        told.factor_phrases,
        small_worded.small_factors,
        told.factors_configured,
        summed.delta_decay,
        summed.delta_data,
        summed.delta_config,
        summed.delta_code,
        cast(
            summed.delta_decay + summed.delta_data - coalesce(told.delta_told, 0) as decimal(7, 4)
        ) as delta_untold

    from summed
    left join told on summed.account_id = told.account_id
    left join small_worded on summed.account_id = small_worded.account_id

)

select * from final
