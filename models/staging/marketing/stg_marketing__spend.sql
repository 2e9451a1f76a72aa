with

versions as (select * from {{ source('marketing', 'spend') }}),

in_force as (

    {{ versions_in_force('versions') | indent(4) }}

),

final as (

    select
        _key as spend_key,
        {{ trimmed('account_id') }} as account_id,
        {{ trimmed('pool') }} as pool,
        {{ trimmed('campaign') }} as campaign,
        {{ trimmed('channel') }} as channel,
        upper({{ trimmed('currency') }}) as currency,
        tier,
        cost,
        spent_on,
        {{ recorded_on(['spent_on']) }} as recorded_on

    from in_force
    where spent_on <= {{ as_of() }}

)

select * from final
