# programmes.awk: writes N programmes as a CSV file for `letsema import programmes`. The same N gives
# the same file. Nothing in it is real. gawk -v N=20000 -f bench/programmes.awk
function pick(list, n) { return list[1 + int(rand() * n)] }
function some(list, n, most,    k, out, taken, value) {
    delete taken
    for (k = 1 + int(rand() * most); k > 0; k--) {
        value = pick(list, n)
        if (value in taken) continue
        taken[value] = 1
        out = out (out == "" ? "" : ";") value
    }
    return out
}
function words(least, most,    k, out) {
    for (k = least + int(rand() * (most - least + 1)); k > 0; k--) out = out (out == "" ? "" : " ") pick(word, words_n)
    return toupper(substr(out, 1, 1)) substr(out, 2)
}
function sentences(n,    out) {
    while (n-- > 0) out = out (out == "" ? "" : " ") words(9, 18) "."
    return out
}
BEGIN {
    srand(20261122)
    words_n = split("water peace health school families villages valley river women youth farmers wells food " \
        "market roads teachers nurses mediators councils forests storm drought flood return work income skills " \
        "trust radio land seed cattle fishers coast islands mountains border district shelter law rights " \
        "safety against between towards together shared fair strong early local common better", word, " ")
    countries_n = split("KE UG LS MZ TL LA NE PH TJ PK LR RW SS BD BJ BO BR CO CR EC EG ET GH GN GT HN ID IN " \
        "JO KG KH KZ LB LK MD MG ML MM MN MW NG NI NP PE PG PY SB SD SL SN SO SV SZ TD TH TZ UA UZ VN VU ZM ZW", country, " ")
    organizations_n = split("UNDP UNICEF WFP WHO FAO ILO UNESCO UNFPA UNHCR UNIDO UNODC UN-WOMEN UN-HABITAT IOM UNEP UNV", organization, " ")
    dimensions_n = split("economic food health environmental personal community political", dimension, " ")
    statuses_n = split("completed completed completed ongoing ongoing approved suspended terminated closed", status, " ")
    print "slug_hint,title,title_lang,countries,places,organizations,lead_known,amount,currency,amount_kind,approved,start,end,status,dimensions,summary_en,summary_fr,source"
    for (i = 1; i <= N; i++) {
        year = 1999 + int(rand() * 27)
        month = 1 + int(rand() * 12)
        printf "bench-%06d,%s (%d),en,%s,%s,%s,1,%d,USD,fund,%d-%02d-%02d,%d-%02d,%d-%02d,%s,%s,\"%s\",\"%s\",https://www.example.org/programmes/%d\n",
            i, words(4, 11), i, some(country, countries_n, 3), words(2, 4), some(organization, organizations_n, 4),
            50000 + int(rand() * 3000000), year, month, 1 + int(rand() * 28), year, month,
            year + 1 + int(rand() * 3), 1 + int(rand() * 12), pick(status, statuses_n),
            some(dimension, dimensions_n, 3), sentences(2 + int(rand() * 3)), sentences(2), i
    }
}
