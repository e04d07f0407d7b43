//! The word lists of generated people: invented or everyday names, places that do not exist, and
//! addresses under `example.*`, which belong to nobody.

/// First names.
pub(super) const FIRST: &[&str] = &[
    "Ada", "Adil", "Aiko", "Alba", "Amara", "Anders", "Anouk", "Arjun", "Astrid", "Ayla", "Bela",
    "Bruno", "Carmen", "Chidi", "Clara", "Dalia", "Dario", "Devi", "Edda", "Elif", "Emil", "Enzo",
    "Esra", "Farid", "Femi", "Fiona", "Goran", "Greta", "Hana", "Hugo", "Ida", "Ilse", "Imani",
    "Ines", "Ivo", "Jana", "Jonas", "Juno", "Kaito", "Karin", "Kofi", "Lara", "Leif", "Lina",
    "Luca", "Mads", "Maeve", "Malik", "Marta", "Mei", "Milan", "Mira", "Nadia", "Nils", "Noor",
    "Olga", "Omar", "Otto", "Pablo", "Petra", "Priya", "Quentin", "Rafael", "Rana", "Rosa",
    "Ruben", "Sana", "Selma", "Sofia", "Stellan", "Tariq", "Tess", "Thea", "Tomas", "Uma",
    "Valentin", "Vera", "Viktor", "Wanda", "Xenia", "Yara", "Yusuf", "Zara", "Zofia", "Søren",
    "José", "Łucja", "Zoë",
];

/// Family names.
pub(super) const LAST: &[&str] = &[
    "Abara", "Adler", "Almeida", "Amundsen", "Baptiste", "Bauer", "Berg", "Bianchi", "Castell",
    "Chaudry", "Costa", "Dahl", "Demir", "Duarte", "Eriksen", "Falk", "Farah", "Ferro", "Fischer",
    "Fontana", "Gallo", "Garnier", "Gupta", "Haddad", "Halloran", "Hansen", "Ibarra", "Ito",
    "Jansen", "Jokinen", "Kamara", "Kaplan", "Keller", "Kimura", "Kovac", "Laurent", "Lehmann",
    "Lindqvist", "Lombardi", "Maas", "Mensah", "Moreau", "Nakata", "Novak", "Nyberg", "Okafor",
    "Olsen", "Ortega", "Osei", "Palmer", "Pereira", "Petrov", "Quist", "Rahman", "Reyes", "Rossi",
    "Sato", "Schmid", "Silva", "Sorel", "Tanaka", "Thorne", "Toth", "Ueda", "Urban", "Vargas",
    "Virtanen", "Vogel", "Weiss", "Wolff", "Yilmaz", "Zeller", "Zhou", "Åkesson", "Müller",
    "D'Arcy", "van Dijk",
];

/// Countries, by their two-letter codes.
pub(super) const COUNTRIES: &[&str] = &[
    "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CZ", "DE", "DK", "EE", "EG", "ES", "FI",
    "FR", "GB", "GH", "GR", "HR", "HU", "IE", "IN", "IS", "IT", "JP", "KE", "LT", "LV", "MA", "MX",
    "NG", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SI", "SK", "TR", "UA", "US", "ZA",
];

/// Streets.
pub(super) const STREETS: &[&str] = &[
    "Alder Lane", "Beacon Street", "Canal Walk", "Dove Row", "Elm Court", "Foundry Road",
    "Garden Terrace", "Harbour Way", "Iris Close", "Juniper Hill", "Kiln Street", "Linden Avenue",
    "Mill Race", "North Quay", "Orchard Path", "Pine Ridge", "Quarry Road", "River Bend",
    "Station Square", "Tannery Yard", "Upper Green", "Vale View", "Weir Street", "Yew Walk",
];

/// Towns that are on no map.
pub(super) const TOWNS: &[&str] = &[
    "Arlenford", "Brackwater", "Castelmere", "Dunhollow", "Eastmarch", "Fernbridge", "Glasswick",
    "Hartlund", "Inverdale", "Jessamy", "Kestrelby", "Lowmoor", "Merrowin", "Northolm", "Ostervik",
    "Pellbrook", "Quillstead", "Ravensholt", "Silverlea", "Thornwick", "Umberley", "Westrand",
];

/// What somebody may be interested in.
pub(super) const INTERESTS: &[&str] = &[
    "open data", "maps", "free software", "archives", "accessibility", "translation", "privacy",
    "community gardens", "public libraries", "standards", "digital preservation", "education",
    "local history", "web performance", "typography", "citizen science",
];

/// How somebody begins to tell about themself.
pub(super) const ABOUT: &[&str] = &[
    "I have repaired old radios for years and now look after servers the same way.",
    "I teach, I translate, and on Sundays I draw maps of places that do not exist.",
    "Librarian by day; at night I read what other people threw away.",
    "I came for one bug and stayed for the people.",
    "I collect timetables. Somebody has to.",
    "Two children, one dog, four unfinished side projects.",
    "I write documentation because I forget things.",
    "Retired engineer, not at all tired.",
];

/// Words of a sample password.
pub(super) const PASSWORD: &[&str] = &[
    "amber", "barley", "cedar", "delta", "ember", "fjord", "garnet", "hazel", "indigo", "jasper",
    "kelp", "lumen", "maple", "nectar", "opal", "pebble", "quartz", "russet", "sorrel", "timber",
    "umber", "velvet", "willow", "yarrow", "zephyr", "anchor", "beacon", "copper", "drift",
    "estuary", "flint", "grove",
];
