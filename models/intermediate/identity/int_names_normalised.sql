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

canonical as (

    select
        keyed.name_key,
        min(companies.name_key) as canonical_key

    from aliases
    inner join keyed on aliases.alias = keyed.spelling
    inner join keyed as companies on aliases.company = companies.spelling
    group by keyed.name_key

),

final as (

    select
        keyed.spelling,
        keyed.words,
        keyed.full_key,
        keyed.name_key,
        keyed.core_key,
        keyed.words_key,
        coalesce(canonical.canonical_key, keyed.name_key) as canonical_key

    from keyed
    left join canonical on keyed.name_key = canonical.name_key
    where keyed.name_key is not null

)

select * from final
