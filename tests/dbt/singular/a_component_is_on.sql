/*
Detects: a book without any component to score by: no landing table behind a factor of weight has
a row, or only components of weight 0 do (SCORING 3).
Why it matters: every score would be 0, and every tier decided by account ids.
A row is: the sum of the components' weights as applied, which has to be 1.
*/
with

components as (select * from {{ ref('int_components_weighted') }}),

final as (

    select sum(applied_weight) as applied_weight

    from components
    having coalesce(abs(sum(applied_weight) - 1) > 0.000001, true)

)

select * from final
