{#- A distance counts the letters to insert, drop or change, in the names as they stand and with
    their words sorted. Short names one letter apart are mostly two companies, and so are names with
    other numbers. -#}
with

pairs as (select * from {{ ref('int_names_paired') }}),

names as (select * from {{ ref('int_names_normalised') }}),

put_together as (

    select
        pairs.spelling,
        pairs.account_name,
        names.name_key,
        names.core_key,
        names.words_key,
        names.core_name,
        account_names.name_key as account_name_key,
        account_names.core_key as account_core_key,
        account_names.words_key as account_words_key,
        account_names.core_name as account_core_name,
        case
            when names.digits <> account_names.digits then 0
            when abs(length(names.words_key) - length(account_names.words_key)) > 2 then 0
            when least(length(names.words_key), length(account_names.words_key)) >= 20 then 2
            when least(length(names.words_key), length(account_names.words_key)) >= 6 then 1
            else 0
        end as letters_allowed

    from pairs
    inner join names on pairs.spelling = names.spelling
    inner join names as account_names on pairs.account_name = account_names.spelling

),

levelled as (

    select
        spelling,
        account_name,
        case
            when name_key = account_name_key then 'same_name'
            when core_key = account_core_key or words_key = account_words_key then 'same_words'
            when
                letters_allowed > 0
                and (
                    {{ edit_distance('words_key', 'account_words_key') }} <= letters_allowed
                    or {{ edit_distance('name_key', 'account_name_key') }} <= letters_allowed
                )
                then 'near_name'
            when
                instr(concat(' ', core_name, ' '), concat(' ', account_core_name, ' ')) > 0
                or instr(concat(' ', account_core_name, ' '), concat(' ', core_name, ' ')) > 0
                then 'contained'
        end as name_level

    from put_together

),

final as (

    select * from levelled
    where name_level is not null

)

select * from final
