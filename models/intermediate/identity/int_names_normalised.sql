with recursive

accounts as (select * from {{ ref('int_accounts_unioned') }}),

records as (select * from {{ ref('int_records_unioned') }}),

affixes as (select * from {{ ref('name_affixes') }}),

aliases as (select * from {{ ref('company_aliases') }}),

name_words as (select * from {{ ref('name_words') }}),

spellings as (

    select name as spelling
    from accounts
    where name is not null

    union

    select company_name as spelling
    from records
    where company_name is not null

    union

    select alias as spelling
    from aliases

    union

    select company as spelling
    from aliases

),

spelled as (

    select
        spelling,
        {{ spelled_name('spelling') }} as name

    from spellings

),

begun as (

    select
        spelled.spelling,
        max(length(affixes.affix)) as affix_length

    from spelled
    inner join affixes
        on
            affixes.position = 'start'
            and split_part(spelled.name, ' ', 1) = split_part(affixes.affix, ' ', 1)
            and left(spelled.name, length(affixes.affix) + 1) = concat(affixes.affix, ' ')
    group by spelled.spelling

),

opened as (

    select
        spelled.spelling,
        substr(spelled.name, coalesce(begun.affix_length + 2, 1)) as name

    from spelled
    left join begun on spelled.spelling = begun.spelling

),

-- what is left without any number of its last parts is a beginning of the name: a length
closed (spelling, name, has_descriptor) as (

    select
        spelling,
        name,
        false as has_descriptor

    from opened

    union all

    select
        closed.spelling,
        left(closed.name, length(closed.name) - length(affixes.affix) - 1) as name,
        closed.has_descriptor or affixes.kind = 'descriptor' as has_descriptor

    from closed
    inner join affixes
        on
            affixes.position = 'end'
            and split_part(closed.name, ' ', -1) = split_part(affixes.affix, ' ', -1)
            and right(closed.name, length(affixes.affix) + 1) = concat(' ', affixes.affix)

),

shortest as (

    select
        spelling,
        min(case when not has_descriptor then length(name) end) as name_length,
        min(length(name)) as core_length

    from closed
    group by spelling

),

cut as (

    select
        opened.spelling,
        opened.name as full_name,
        left(opened.name, shortest.name_length) as name,
        left(opened.name, shortest.core_length) as core_name

    from opened
    inner join shortest on opened.spelling = shortest.spelling

),

words as (

    select
        spelling,
        {{ unnested_words('core_name') }} as word

    from cut
    where core_name <> ''

),

sorted as (

    select
        words.spelling,
        {{ joined_text('coalesce(name_words.word, words.word)', ' ') }} as words

    from words
    left join name_words on words.word = name_words.alias
    group by words.spelling

),

keyed as (

    select
        cut.spelling,
        sorted.words,
        {{ name_key('cut.full_name') }} as full_key,
        {{ name_key('cut.name') }} as name_key,
        {{ name_key('cut.core_name') }} as core_key,
        {{ name_key('sorted.words') }} as words_key

    from cut
    left join sorted on cut.spelling = sorted.spelling

),

-- an alias with its legal form means that company, and nobody else of the same name
known as (

    select
        keyed.core_key,
        keyed.full_key,
        keyed.full_key <> keyed.name_key as is_in_full,
        companies.core_key as canonical_key

    from aliases
    inner join keyed on aliases.alias = keyed.spelling
    inner join keyed as companies on aliases.company = companies.spelling

),

canonical as (

    select
        core_key,
        min(canonical_key) as canonical_key

    from known
    where not is_in_full
    group by core_key

),

canonical_in_full as (

    select
        full_key,
        min(canonical_key) as canonical_key

    from known
    where is_in_full
    group by full_key

),

final as (

    select
        keyed.spelling,
        keyed.words,
        keyed.full_key,
        case when in_full.full_key is null then keyed.name_key else keyed.full_key end as name_key,
        case when in_full.full_key is null then keyed.core_key else keyed.full_key end as core_key,
        case when in_full.full_key is null then keyed.words_key else keyed.full_key end as words_key,
        coalesce(in_full.canonical_key, canonical.canonical_key, keyed.core_key) as canonical_key

    from keyed
    left join canonical on keyed.core_key = canonical.core_key
    left join canonical_in_full as in_full on keyed.full_key = in_full.full_key
    where keyed.name_key is not null

)

select * from final
