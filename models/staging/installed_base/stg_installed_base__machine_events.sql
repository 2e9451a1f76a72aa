with

versions as (select * from {{ source('installed_base', 'machine_events') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as event_key,
        {{ trimmed('machine_id') }} as machine_id,
        lower({{ trimmed('event_type') }}) as event_type,
        {{ trimmed('severity') }} as severity,
        occurred_at,
        {{ utc_date('occurred_at') }} as occurred_on,
        {{ recorded_on(['occurred_at']) }} as recorded_on

    from in_force
    where {{ utc_date('occurred_at') }} <= {{ as_of() }}

)

select * from final
