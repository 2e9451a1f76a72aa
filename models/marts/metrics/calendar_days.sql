with

numbers as (select {{ unnested_numbers(7671) }} as number),

final as (

    select {{ days_after(as_of(), '365 - number') }} as calendar_date

    from numbers

)

select * from final
