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

opened as (

    select
        spelled.spelling,
        substr(spelled.name, coalesce(length(affixes.affix) + 2, 1)) as full_name

    from spelled
    left join affixes
        on
            affixes.position = 'start'
            and split_part(spelled.name, ' ', 1) = affixes.affix
            and spelled.name <> affixes.affix

),

-- every beginning of the name that is left when its last parts are taken away
closed (spelling, full_name, name, has_descriptor) as (

    select
        spelling,
        full_name,
        full_name as name,
        false as has_descriptor

    from opened

    union all

    select
        closed.spelling,
        closed.full_name,
        left(closed.name, length(closed.name) - length(affixes.affix) - 1) as name,
        closed.has_descriptor or affixes.kind = 'descriptor' as has_descriptor

    from closed
    inner join affixes
        on
            affixes.position = 'end'
            and split_part(closed.name, ' ', -1) = split_part(affixes.affix, ' ', -1)
            and right(closed.name, length(affixes.affix) + 1) = concat(' ', affixes.affix)

),

cut as (

    select
        spelling,
        full_name,
        left(full_name, min(case when not has_descriptor then length(name) end)) as name,
        left(full_name, min(length(name))) as core_name

    from closed
    where full_name <> ''
    group by spelling, full_name

),

cores as (

    select distinct core_name
    from cut

),

words as (

    select
        core_name,
        {{ unnested_words('core_name') }} as word

    from cores

),

sorted as (

    select
        words.core_name,
        {{ joined_text('coalesce(name_words.word, words.word)', "' '") }} as words

    from words
    left join name_words on words.word = name_words.alias
    group by words.core_name

),

keyed as (

    select
        cut.spelling,
        cut.core_name,
        sorted.words,
        {{ pattern_replaced('cut.core_name', "'[^0-9]+'", "''") }} as digits,
        {{ name_key('cut.full_name') }} as full_key,
        {{ name_key('cut.name') }} as name_key,
        {{ name_key('cut.core_name') }} as core_key,
        {{ name_key('sorted.words') }} as words_key

    from cut
    inner join sorted on cut.core_name = sorted.core_name

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
        keyed.core_name,
        keyed.words,
        keyed.digits,
        keyed.full_key,
        case when in_full.full_key is null then keyed.name_key else keyed.full_key end
            as name_key,
        case when in_full.full_key is null then keyed.core_key else keyed.full_key end
            as core_key,
        case when in_full.full_key is null then keyed.words_key else keyed.full_key end
            as words_key,
        coalesce(in_full.canonical_key, canonical.canonical_key, keyed.core_key)
            as canonical_key

    from keyed
    left join canonical on keyed.core_key = canonical.core_key
    left join canonical_in_full as in_full on keyed.full_key = in_full.full_key

)

select * from final
