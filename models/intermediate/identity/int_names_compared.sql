{#- `lesser_distance` counts the letters to insert, drop or change, in the names as they stand and
    with their words sorted. Short names one letter apart are mostly two companies, and so are names
    with other numbers. -#}
with

pairs as (select * from {{ ref('int_names_paired') }}),

names as (select * from {{ ref('int_names_normalised') }}),

measured as (

    select
        pairs.spelling,
        pairs.account_name,
        names.name_key = account_names.name_key as is_same_name,
        names.core_key = account_names.core_key or names.words_key = account_names.words_key
            as has_same_words,
        least(length(names.words_key), length(account_names.words_key)) as lesser_length,
        least(
            levenshtein(names.name_key, account_names.name_key),
            levenshtein(names.words_key, account_names.words_key)
        ) as lesser_distance,
        {{ pattern_replaced('names.name_key', '[^0-9]+', '') }}
        = {{ pattern_replaced('account_names.name_key', '[^0-9]+', '') }} as has_same_digits,
        {{ words_shared('names.words', 'account_names.words') }} as words_shared,
        least(
            {{ words_shared('names.words', 'names.words') }},
            {{ words_shared('account_names.words', 'account_names.words') }}
        ) as lesser_words

    from pairs
    inner join names on pairs.spelling = names.spelling
    inner join names as account_names on pairs.account_name = account_names.spelling

),

final as (

    select
        spelling,
        account_name,
        case
            when is_same_name then 'same_name'
            when has_same_words then 'same_words'
            when
                has_same_digits
                and lesser_distance <= case
                    when lesser_length < 6 then 0
                    when lesser_length < 12 then 1
                    when lesser_length < 20 then 2
                    else 3
                end
                then 'near_name'
            when words_shared = lesser_words then 'contained'
            when words_shared > 0 then 'shared_word'
            else 'other_name'
        end as name_level

    from measured

)

select * from final
