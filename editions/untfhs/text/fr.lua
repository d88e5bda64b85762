-- French beside the English of the other files. A text that changes there changes its key here.
return {

  -- edition.lua
  ["Guidelines of the human security fund, ninth revision"] = "Directives du fonds pour la sécurité humaine, neuvième révision",
  ["This edition models, in our own words, what public sources say of the ninth revision of the Guidelines of the United Nations Trust Fund for Human Security, in force since 1 May 2016. It is not the official text. Values that no public source confirms carry the mark “Unverified default”; a fund replaces them before it works with them."] = "Cette édition présente, dans nos propres termes, ce que des sources publiques disent de la neuvième révision des Directives du Fonds d’affectation spéciale des Nations Unies pour la sécurité humaine, en vigueur depuis le 1er mai 2016. Ce n’est pas le texte officiel. Les valeurs qu’aucune source publique ne confirme portent la mention « Valeur par défaut non vérifiée » ; un fonds les remplace avant de s’en servir.",

  -- concept_note.lua
  ["Concept note"] = "Note conceptuelle",
  ["A short first text about the programme. If it meets the criteria, you are invited to write the full proposal."] = "Un premier texte court sur le programme. Si elle répond aux critères, vous êtes invités à rédiger la proposition complète.",
  ["The programme"] = "Le programme",
  ["Title"] = "Titre",
  ["What changes, for whom, where. It will be public if the programme is approved."] = "Ce qui change, pour qui, où. Il sera public si le programme est approuvé.",
  ["Window"] = "Guichet",
  ["Window I for work in the field, Window II for knowledge and advocacy."] = "Guichet I pour l’action sur le terrain, guichet II pour les connaissances et le plaidoyer.",
  ["Summary"] = "Résumé",
  ["The threats, the people, the response and what will be different afterwards. At most 300 words."] = "Les menaces, les personnes, la réponse et ce qui aura changé ensuite. 300 mots au plus.",
  ["Situations addressed"] = "Situations visées",
  ["Choose all that apply; more than one is expected."] = "Choisissez tout ce qui convient ; plus d’une est attendue.",
  ["Sustainable Development Goals"] = "Objectifs de développement durable",
  ["The goals that the programme helps to reach in this place."] = "Les objectifs que le programme aide à atteindre en ce lieu.",
  ["Organizations"] = "Organisations",
  ["All organizations named here can read and write this note."] = "Toutes les organisations nommées ici peuvent lire et écrire cette note.",
  ["Lead organization"] = "Organisation chef de file",
  ["It coordinates, is the single contact and collects the reports of all. It need not hold the largest budget."] = "Elle coordonne, elle est le seul contact et réunit les rapports de toutes. Elle n’a pas forcément le plus grand budget.",
  ["Other organizations of the United Nations"] = "Autres organisations des Nations Unies",
  ["Each of them will have its own part of the budget and its own agreement."] = "Chacune aura sa part du budget et son propre accord.",
  ["Partners"] = "Partenaires",
  ["Civil society, government and others who take part. At least one comes from civil society."] = "Société civile, pouvoirs publics et autres participants. Un au moins vient de la société civile.",
  ["Name of the partner"] = "Nom du partenaire",
  ["Kind of partner"] = "Type de partenaire",
  ["Role of the partner"] = "Rôle du partenaire",
  ["What the partner does"] = "Ce que fait le partenaire",
  ["Letter of the Resident Coordinator"] = "Lettre du Coordonnateur résident ou de la Coordonnatrice résidente",
  ["A signed letter as PDF, if you have it."] = "Une lettre signée en PDF, si vous l’avez.",
  ["Place and time"] = "Lieu et durée",
  ["Countries"] = "Pays",
  ["All countries where the programme works."] = "Tous les pays où le programme travaille.",
  ["Regions and districts"] = "Régions et districts",
  ["Name them as people there do, from large to small."] = "Nommez-les comme on le fait sur place, du plus grand au plus petit.",
  ["Northern Region: districts A and B"] = "Région du Nord : districts A et B",
  ["Planned start"] = "Début prévu",
  ["The first day on which people work with money of the fund."] = "Le premier jour où l’on travaille avec l’argent du fonds.",
  ["Duration in months"] = "Durée en mois",
  ["Window I: 24 to 36 (unverified default). Window II: 12 to 18."] = "Guichet I : de 24 à 36 (valeur par défaut non vérifiée). Guichet II : de 12 à 18.",
  ["Threats and responses"] = "Menaces et réponses",
  ["The heart of the note: each threat with its cause, the people it meets, and a response that both protects and empowers."] = "Le cœur de la note : chaque menace avec sa cause, les personnes qu’elle atteint et une réponse qui protège et rend capable d’agir.",
  ["Context"] = "Contexte",
  ["Why these threats are there, why they have lasted, and how they feed one another. At most 600 words."] = "Pourquoi ces menaces existent, pourquoi elles durent et comment elles se nourrissent l’une l’autre. 600 mots au plus.",
  ["Vital core"] = "Noyau vital",
  ["What is threatened."] = "Ce qui est menacé.",
  ["Human-security matrix"] = "Matrice de la sécurité humaine",
  ["One row for each threat. At least two dimensions; every row has a protection and an empowerment response."] = "Une ligne par menace. Deux dimensions au moins ; chaque ligne a une réponse de protection et une réponse d’autonomisation.",
  ["Dimension"] = "Dimension",
  ["Threat"] = "Menace",
  ["Affected group"] = "Groupe touché",
  ["Who, where, roughly how many."] = "Qui, où, combien à peu près.",
  ["Herding families in the north of the district, about 4,000 people"] = "Familles d’éleveurs du nord du district, environ 4 000 personnes",
  ["Root cause"] = "Cause profonde",
  ["Capacity that is there"] = "Capacités présentes",
  ["What people and institutions can already do about it."] = "Ce que les personnes et les institutions savent déjà faire.",
  ["Protection response"] = "Réponse de protection",
  ["What norms, services and institutions will do."] = "Ce que feront les normes, les services et les institutions.",
  ["Empowerment response"] = "Réponse d’autonomisation",
  ["What people will be able to do for themselves."] = "Ce que les personnes pourront faire par elles-mêmes.",
  ["Organization that answers for it"] = "Organisation qui en répond",
  ["Output"] = "Produit",
  ["What will exist at the end."] = "Ce qui existera à la fin.",
  ["People reached"] = "Personnes atteintes",
  ["One row for each group by sex and age. Count each person once."] = "Une ligne par groupe selon le sexe et l’âge. Comptez chaque personne une seule fois.",
  ["How reached"] = "Manière d’atteindre",
  ["Sex"] = "Sexe",
  ["Age"] = "Âge",
  ["Number of people"] = "Nombre de personnes",
  ["Special group, if any"] = "Groupe particulier, le cas échéant",
  ["Displaced households"] = "Ménages déplacés",
  ["People whom others have not reached"] = "Personnes que d’autres n’ont pas atteintes",
  ["Whom does nobody else reach, and why? At most 200 words."] = "Qui n’est atteint par personne d’autre, et pourquoi ? 200 mots au plus.",
  ["Five principles"] = "Cinq principes",
  ["Say for each principle how the design shows it. At most 120 words each."] = "Dites pour chaque principe comment la conception le montre. 120 mots au plus pour chacun.",
  ["People-centred"] = "Centré sur la personne",
  ["How people took part in the design and will take part in decisions."] = "Comment les personnes ont participé à la conception et participeront aux décisions.",
  ["Comprehensive"] = "Global",
  ["How the response covers the threats together, not one by one."] = "Comment la réponse couvre les menaces ensemble, et non une à une.",
  ["Specific to its context"] = "Adapté au contexte",
  ["What is done here that would not be done elsewhere."] = "Ce qui est fait ici et ne le serait pas ailleurs.",
  ["Oriented towards prevention"] = "Axé sur la prévention",
  ["How causes are met early, not only effects."] = "Comment on agit tôt sur les causes, et pas seulement sur les effets.",
  ["Protection and empowerment"] = "Protection et autonomisation",
  ["How the two strengthen each other."] = "Comment les deux se renforcent.",
  ["Fit and future"] = "Place et avenir",
  ["Existing initiatives"] = "Initiatives existantes",
  ["What others do in the same place, and how this programme completes it without repeating it. At most 300 words."] = "Ce que d’autres font au même endroit, et comment ce programme le complète sans le répéter. 300 mots au plus.",
  ["Sustainability"] = "Durabilité",
  ["What lasts, who carries it on, how it can be repeated and enlarged. At most 300 words."] = "Ce qui reste, qui le poursuit, comment cela peut être reproduit et élargi. 300 mots au plus.",
  ["Knowledge products and tools"] = "Produits de connaissance et outils",
  ["For Window II: what is produced, who uses it, how. At most 200 words."] = "Pour le guichet II : ce qui est produit, qui s’en sert, comment. 200 mots au plus.",
  ["Coordination"] = "Coordination",
  ["Coordinator, steering committee and technical group. At most 150 words."] = "Responsable de la coordination, comité de pilotage et groupe technique. 150 mots au plus.",
  ["Outreach"] = "Communication",
  ["What you will tell, to whom, at least once in each quarter. At most 150 words."] = "Ce que vous direz, à qui, au moins une fois par trimestre. 150 mots au plus.",
  ["Budget"] = "Budget",
  ["Direct cost by organization. The support cost of 7 % is computed for each organization."] = "Coûts directs par organisation. Les dépenses d’appui de 7 % sont calculées pour chaque organisation.",
  ["Budget by organization"] = "Budget par organisation",
  ["Direct cost only, with two decimals. One or more rows for each organization."] = "Coûts directs seulement, avec deux décimales. Une ou plusieurs lignes par organisation.",
  ["Organization"] = "Organisation",
  ["What it pays for"] = "Ce que cela paie",
  ["Direct cost"] = "Coût direct",
  ["Amount requested"] = "Montant demandé",
  ["Direct cost of all organizations plus 7 % support cost of each."] = "Coûts directs de toutes les organisations plus 7 % de dépenses d’appui pour chacune.",
  ["Of this, for outreach"] = "Dont pour la communication",
  ["At most 3 % of the amount requested."] = "Au plus 3 % du montant demandé.",
  ["Other funding"] = "Autres financements",
  ["All other money of the programme by source."] = "Tout autre argent du programme, par source.",
  ["Source"] = "Source",
  ["Amount"] = "Montant",
  ["Status"] = "État",

  -- full_proposal.lua
  ["Full proposal"] = "Proposition complète",
  ["You have been invited to write the full proposal. The concept note stays as it was sent; here you say how the programme will be carried out."] = "Vous avez été invités à rédiger la proposition complète. La note conceptuelle reste telle qu’elle a été envoyée ; vous dites ici comment le programme sera mené.",
  ["Time and amount"] = "Durée et montant",
  ["Repeat or correct what the concept note said."] = "Répétez ou corrigez ce que disait la note conceptuelle.",
  ["What changed since the concept note"] = "Ce qui a changé depuis la note conceptuelle",
  ["Leave empty if nothing did. At most 300 words."] = "Laissez vide si rien n’a changé. 300 mots au plus.",
  ["Results"] = "Résultats",
  ["Goal"] = "But",
  ["One sentence: what will be different for people."] = "Une phrase : ce qui aura changé pour les personnes.",
  ["One row for each indicator. Rows of the same outcome repeat its words."] = "Une ligne par indicateur. Les lignes du même effet en répètent les mots.",
  ["Outcome"] = "Effet",
  ["Indicator"] = "Indicateur",
  ["Baseline"] = "Situation de départ",
  ["Value and date."] = "Valeur et date.",
  ["Target"] = "Cible",
  ["Means of verification"] = "Moyen de vérification",
  ["Workplan"] = "Plan de travail",
  ["Months are counted from the start: month 1 is the first. When the start moves, the plan moves with it."] = "Les mois se comptent depuis le début : le mois 1 est le premier. Si le début change, le plan le suit.",
  ["Activities"] = "Activités",
  ["Activity"] = "Activité",
  ["For which output"] = "Pour quel produit",
  ["From month"] = "Du mois",
  ["To month"] = "Au mois",
  ["Risks"] = "Risques",
  ["Risk register"] = "Registre des risques",
  ["Risk"] = "Risque",
  ["Likelihood"] = "Probabilité",
  ["Impact"] = "Gravité",
  ["What is done about it"] = "Ce qui est fait contre ce risque",
  ["Owner of the risk"] = "Responsable du risque",
  ["Budget lines"] = "Lignes du budget",
  ["Class of cost"] = "Catégorie de coût",
  ["Management"] = "Gestion",
  ["Management arrangements"] = "Modalités de gestion",
  ["Coordinator, steering committee, technical working group, the part of each organization. At most 500 words."] = "Responsable de la coordination, comité de pilotage, groupe de travail technique, part de chaque organisation. 500 mots au plus.",
  ["Monitoring and evaluation"] = "Suivi et évaluation",
  ["Who measures what and when; how the programme is evaluated. At most 500 words."] = "Qui mesure quoi et quand ; comment le programme est évalué. 500 mots au plus.",
  ["Outreach plan"] = "Plan de communication",
  ["At least one item in each quarter: what, for whom, by whom. At most 400 words."] = "Une action au moins par trimestre : quoi, pour qui, par qui. 400 mots au plus.",
  ["Exit strategy"] = "Stratégie de sortie",
  ["What remains, who carries it on, from when. At most 400 words."] = "Ce qui reste, qui le poursuit, à partir de quand. 400 mots au plus.",
  ["Annexes"] = "Annexes",
  ["Letters, maps, studies."] = "Lettres, cartes, études.",

  -- rules.lua
  ["At least two organizations of the United Nations"] = "Au moins deux organisations des Nations Unies",
  ["Name at least %{limit} organizations, the lead among them; there is %{value}."] = "Nommez au moins %{limit} organisations, chef de file compris ; il y en a %{value}.",
  ["The applicants belong to the United Nations system"] = "Les demandeurs font partie du système des Nations Unies",
  ["Is each applying organization part of the United Nations system?"] = "Chaque organisation qui présente la demande fait-elle partie du système des Nations Unies ?",
  ["A partner from civil society"] = "Un partenaire de la société civile",
  ["Add at least one partner from civil society: a non-governmental or community organization."] = "Ajoutez au moins un partenaire de la société civile : une organisation non gouvernementale ou communautaire.",
  ["A partner from government"] = "Un partenaire des pouvoirs publics",
  ["No government is among the partners. If that is meant, say why under “Existing initiatives”."] = "Aucun partenaire ne vient des pouvoirs publics. Si c’est voulu, dites pourquoi sous « Initiatives existantes ».",
  ["The letter of the Resident Coordinator is not there yet."] = "La lettre du Coordonnateur résident ou de la Coordonnatrice résidente n’est pas encore là.",
  ["At least two dimensions of human security"] = "Au moins deux dimensions de la sécurité humaine",
  ["Address at least %{limit} dimensions in the matrix; there is %{value}."] = "Traitez au moins %{limit} dimensions dans la matrice ; il y en a %{value}.",
  ["Protection and empowerment for each threat"] = "Protection et autonomisation pour chaque menace",
  ["Row %{row} of the matrix lacks one of the two: each threat has a protection and an empowerment response."] = "Il manque l’une des deux à la ligne %{row} de la matrice : chaque menace a une réponse de protection et une réponse d’autonomisation.",
  ["Responses lie with organizations of the programme"] = "Les réponses reviennent aux organisations du programme",
  ["“%{value}” answers for a response but is not among the organizations of the programme. Add it, or choose another."] = "« %{value} » répond d’une réponse sans être parmi les organisations du programme. Ajoutez-la ou choisissez-en une autre.",
  ["More than one situation"] = "Plus d’une situation",
  ["Choose more than one situation, or say in the context why there is only one."] = "Choisissez plus d’une situation, ou dites dans le contexte pourquoi il n’y en a qu’une.",
  ["Women and girls are reached"] = "Des femmes et des filles sont atteintes",
  ["No row counts women and girls. Add one, or say in the context why."] = "Aucune ligne ne compte de femmes ni de filles. Ajoutez-en une, ou dites pourquoi dans le contexte.",
  ["Children are reached"] = "Des enfants sont atteints",
  ["No row counts children. Add one, or say in the context why."] = "Aucune ligne ne compte d’enfants. Ajoutez-en une, ou dites pourquoi dans le contexte.",
  ["Links to the Sustainable Development Goals"] = "Liens avec les Objectifs de développement durable",
  ["Choose the goals that the programme helps to reach."] = "Choisissez les objectifs que le programme aide à atteindre.",
  ["Window I: at most US$ 2,500,000"] = "Guichet I : au plus 2 500 000 dollars des États-Unis",
  ["You ask for %{value}; Window I gives at most %{limit}."] = "Vous demandez %{value} ; le guichet I donne au plus %{limit}.",
  ["Window I: 24 to 36 months"] = "Guichet I : de 24 à 36 mois",
  ["%{value} months are outside %{limit} of Window I."] = "%{value} mois sont hors de %{limit}, durée du guichet I.",
  ["Window II: at most US$ 300,000"] = "Guichet II : au plus 300 000 dollars des États-Unis",
  ["You ask for %{value}; Window II gives at most %{limit}, support cost included."] = "Vous demandez %{value} ; le guichet II donne au plus %{limit}, dépenses d’appui comprises.",
  ["Window II: 12 to 18 months"] = "Guichet II : de 12 à 18 mois",
  ["%{value} months are outside %{limit} of Window II."] = "%{value} mois sont hors de %{limit}, durée du guichet II.",
  ["Window II: knowledge products or tools"] = "Guichet II : produits de connaissance ou outils",
  ["Say which knowledge products, strategies or tools the programme yields."] = "Dites quels produits de connaissance, stratégies ou outils le programme apporte.",
  ["Budget lines belong to organizations of the programme"] = "Les lignes du budget reviennent aux organisations du programme",
  ["“%{value}” has a budget but is not among the organizations of the programme. Add it, or choose another."] = "« %{value} » a un budget sans être parmi les organisations du programme. Ajoutez-la ou choisissez-en une autre.",
  ["Each organization has a budget"] = "Chaque organisation a un budget",
  ["“%{value}” takes part but has no budget line."] = "« %{value} » participe mais n’a aucune ligne de budget.",
  ["Direct cost plus 7 % is the amount requested"] = "Les coûts directs plus 7 % font le montant demandé",
  ["Direct cost plus 7 % support cost of each organization is %{limit}; you ask for %{value}."] = "Les coûts directs plus 7 % de dépenses d’appui de chaque organisation font %{limit} ; vous demandez %{value}.",
  ["There is money for outreach"] = "Il y a de l’argent pour la communication",
  ["Plan some money for outreach."] = "Prévoyez de l’argent pour la communication.",
  ["Outreach takes at most 3 %"] = "La communication prend au plus 3 %",
  ["Outreach takes %{value}; 3 % of the amount requested is %{limit}."] = "La communication prend %{value} ; 3 % du montant demandé font %{limit}.",
  ["Other funding is shown"] = "Les autres financements sont montrés",
  ["No other funding is shown. Leave it so only if the fund pays for everything."] = "Aucun autre financement n’est montré. Laissez ainsi seulement si le fonds paie tout.",
  ["Concrete and lasting benefits"] = "Bienfaits concrets et durables",
  ["Are the benefits concrete, and will they last?"] = "Les bienfaits sont-ils concrets, et dureront-ils ?",
  ["One integrated response"] = "Une réponse intégrée",
  ["Do the organizations respond together, each with what it does best?"] = "Les organisations répondent-elles ensemble, chacune avec ce qu’elle fait le mieux ?",
  ["No duplication"] = "Pas de double emploi",
  ["Does the programme complete what others do, without repeating it?"] = "Le programme complète-t-il ce que font d’autres, sans le répéter ?",
  ["Does the programme turn to people whom others have not reached?"] = "Le programme se tourne-t-il vers des personnes que d’autres n’ont pas atteintes ?",
  ["Where insecurity is greatest"] = "Là où l’insécurité est la plus grande",
  ["Is insecurity in this place critical and widespread?"] = "L’insécurité en ce lieu est-elle grave et étendue ?",
  ["Five principles in the design"] = "Cinq principes dans la conception",
  ["Does the design show each of the five principles?"] = "La conception montre-t-elle chacun des cinq principes ?",
  ["What remains afterwards"] = "Ce qui reste ensuite",
  ["Will results be sustained, repeated and taken up by others?"] = "Les résultats seront-ils maintenus, reproduits et repris par d’autres ?",
  ["Lead organization and governance"] = "Organisation chef de file et gouvernance",
  ["Is coordination clear: one lead, one contact, a steering committee and a technical group?"] = "La coordination est-elle claire : un chef de file, un contact, un comité de pilotage et un groupe technique ?",
  ["Each result can be measured"] = "Chaque résultat peut être mesuré",
  ["Row %{row} of the results lacks an indicator, a baseline, a target or a means of verification."] = "Il manque à la ligne %{row} des résultats un indicateur, une situation de départ, une cible ou un moyen de vérification.",
  ["Activities end after they begin"] = "Les activités finissent après avoir commencé",
  ["The activity in row %{row} ends in month %{value}, before it begins in month %{limit}."] = "L’activité de la ligne %{row} finit au mois %{value}, avant de commencer au mois %{limit}.",
  ["Activities lie within the duration"] = "Les activités tiennent dans la durée",
  ["The activity in row %{row} ends in month %{value}; the programme has %{limit} months."] = "L’activité de la ligne %{row} finit au mois %{value} ; le programme a %{limit} mois.",
  ["Something is planned for each month"] = "Quelque chose est prévu pour chaque mois",
  ["There are months for which nothing is planned."] = "Pour certains mois, rien n’est prévu.",
  ["At least three risks"] = "Au moins trois risques",
  ["Name at least %{limit} risks; there are %{value}."] = "Nommez au moins %{limit} risques ; il y en a %{value}.",
  ["Staff takes at most 40 % of direct cost"] = "Le personnel prend au plus 40 % des coûts directs",
  ["Staff takes %{value}; 40 % of direct cost is %{limit}."] = "Le personnel prend %{value} ; 40 % des coûts directs font %{limit}.",
  ["Equipment takes at most 20 % of direct cost"] = "L’équipement prend au plus 20 % des coûts directs",
  ["Equipment takes %{value}; 20 % of direct cost is %{limit}."] = "L’équipement prend %{value} ; 20 % des coûts directs font %{limit}.",
  ["Travel takes at most 15 % of direct cost"] = "Les voyages prennent au plus 15 % des coûts directs",
  ["Travel takes %{value}; 15 % of direct cost is %{limit}."] = "Les voyages prennent %{value} ; 15 % des coûts directs font %{limit}.",
  ["Complete, and as the call asks"] = "Complète et conforme à l’appel",
  ["Is every part filled in so that it can be reviewed, with the annexes that the call asks for?"] = "Chaque partie est-elle assez remplie pour être évaluée, avec les annexes que demande l’appel ?",
  ["Monitoring, evaluation and exit"] = "Suivi, évaluation et sortie",
  ["Is it clear how progress is measured and how the programme ends?"] = "Voit-on clairement comment les progrès sont mesurés et comment le programme finit ?",
  ["Outreach of good quality"] = "Communication de bonne qualité",
  ["Is the outreach plan good: an item in each quarter, each with its readers in mind?"] = "Le plan de communication est-il bon : une action par trimestre, chacune pensée pour ses lecteurs ?",
  ["Are coordinator, steering committee and technical group in place?"] = "Coordination, comité de pilotage et groupe technique sont-ils en place ?",
  ["Nothing is planned for month %{month}."] = "Rien n’est prévu pour le mois %{month}.",

  -- workflow.lua
  ["Concept note: draft"] = "Note conceptuelle : brouillon",
  ["Finish the note and send it before the call closes"] = "Terminez la note et envoyez-la avant la clôture de l’appel",
  ["Concept note: received"] = "Note conceptuelle : reçue",
  ["Begin the screening"] = "Commencer l’examen",
  ["Concept note: being screened"] = "Note conceptuelle : à l’examen",
  ["Answer each clause and decide"] = "Répondez à chaque clause et décidez",
  ["Concept note: question asked"] = "Note conceptuelle : question posée",
  ["Answer the question"] = "Répondez à la question",
  ["Concept note: not eligible"] = "Note conceptuelle : non admissible",
  ["Concept note: withdrawn"] = "Note conceptuelle : retirée",
  ["Invited to write the full proposal"] = "Invitation à rédiger la proposition complète",
  ["Begin the full proposal"] = "Commencer la proposition complète",
  ["Full proposal: draft"] = "Proposition complète : brouillon",
  ["Finish the proposal and send it"] = "Terminez la proposition et envoyez-la",
  ["Full proposal: received"] = "Proposition complète : reçue",
  ["Begin the check"] = "Commencer la vérification",
  ["Full proposal: being checked"] = "Proposition complète : en vérification",
  ["Full proposal: returned for changes"] = "Proposition complète : renvoyée pour changements",
  ["Answer the comments and send it again"] = "Répondez aux remarques et envoyez-la de nouveau",
  ["Funds certified"] = "Fonds certifiés",
  ["Approve or decline"] = "Approuvez ou refusez",
  ["Approved"] = "Approuvée",
  ["Open the programme"] = "Ouvrir le programme",
  ["Declined"] = "Refusée",
  ["Full proposal: withdrawn"] = "Proposition complète : retirée",
  ["Lapsed: no full proposal came"] = "Caduque : aucune proposition complète n’est venue",
  ["Approved, agreements in preparation"] = "Approuvée, accords en préparation",
  ["Send the concept note"] = "Envoyer la note conceptuelle",
  ["Ask a question"] = "Poser une question",
  ["Send the answer"] = "Envoyer la réponse",
  ["Not eligible"] = "Non admissible",
  ["Invite to write the full proposal"] = "Inviter à rédiger la proposition complète",
  ["Withdraw"] = "Retirer",
  ["Record that no proposal came"] = "Constater qu’aucune proposition n’est venue",
  ["Send the full proposal"] = "Envoyer la proposition complète",
  ["Return for changes"] = "Renvoyer pour changements",
  ["Certify the funds"] = "Certifier les fonds",
  ["Approve"] = "Approuver",
  ["Decline after the check"] = "Refuser après la vérification",
  ["Decline"] = "Refuser",
  ["Withdraw the proposal"] = "Retirer la proposition",

  -- vocabularies.lua
  ["The whole contribution, support cost included"] = "La contribution entière, coûts d’appui compris",
  ["Direct cost; support cost comes on top"] = "Les coûts directs ; les coûts d’appui s’y ajoutent",
  ["For each year of the programme"] = "Pour chaque année du programme",
  ["For each organization that takes part"] = "Pour chaque organisation participante",
  ["Window I: programmes in the field"] = "Guichet I : programmes sur le terrain",
  ["Window II: knowledge and advocacy"] = "Guichet II : connaissances et plaidoyer",
  ["Economic security"] = "Sécurité économique",
  ["Work, income, land, protection from poverty"] = "Travail, revenu, terre, protection contre la pauvreté",
  ["Food security"] = "Sécurité alimentaire",
  ["Enough and good food, at all times, for everyone in the home"] = "Une nourriture suffisante et bonne, en tout temps, pour chacun",
  ["Health security"] = "Sécurité sanitaire",
  ["Protection from disease, access to care"] = "Protection contre les maladies, accès aux soins",
  ["Environmental security"] = "Sécurité de l’environnement",
  ["Safe water, soil and air; protection from disasters"] = "Eau, sol et air sains ; protection contre les catastrophes",
  ["Personal security"] = "Sécurité personnelle",
  ["Safety from violence, trafficking and abuse"] = "Protection contre la violence, la traite et les abus",
  ["Community security"] = "Sécurité de la communauté",
  ["Peace between groups, identity and belonging"] = "Paix entre les groupes, identité et appartenance",
  ["Political security"] = "Sécurité politique",
  ["Rights, voice and protection from repression"] = "Droits, parole et protection contre la répression",
  ["Survival"] = "Survie",
  ["Livelihood"] = "Moyens d’existence",
  ["Dignity"] = "Dignité",
  ["People in violent conflict"] = "Personnes prises dans un conflit violent",
  ["Refugees, displaced people, migrants and their hosts"] = "Réfugiés, déplacés, migrants et ceux qui les accueillent",
  ["Transition from war to peace"] = "Passage de la guerre à la paix",
  ["Extreme poverty, sudden downturn or disaster"] = "Pauvreté extrême, effondrement soudain ou catastrophe",
  ["Health care for people whom services do not reach"] = "Soins pour les personnes que les services n’atteignent pas",
  ["Literacy and education, of girls and women above all"] = "Alphabétisation et éducation, des filles et des femmes surtout",
  ["Trafficking in people, drugs"] = "Traite des personnes, drogues",
  ["Lack of food"] = "Manque de nourriture",
  ["United Nations"] = "Nations Unies",
  ["International non-governmental organization"] = "Organisation non gouvernementale internationale",
  ["National non-governmental organization"] = "Organisation non gouvernementale nationale",
  ["Community organization"] = "Organisation communautaire",
  ["Red Cross or Red Crescent"] = "Croix-Rouge ou Croissant-Rouge",
  ["Government, national or local"] = "Pouvoirs publics, nationaux ou locaux",
  ["University or research"] = "Université ou recherche",
  ["Private sector"] = "Secteur privé",
  ["Other"] = "Autre",
  ["Implementing, United Nations"] = "Mise en œuvre, Nations Unies",
  ["Implementing partner"] = "Partenaire de mise en œuvre",
  ["Partner that does not implement"] = "Partenaire sans mise en œuvre",
  ["Staff and other personnel"] = "Personnel",
  ["Supplies, commodities, materials"] = "Fournitures, produits, matériaux",
  ["Equipment, vehicles, furniture"] = "Équipement, véhicules, mobilier",
  ["Contractual services"] = "Services contractuels",
  ["Travel"] = "Voyages",
  ["Transfers and grants to counterparts"] = "Transferts et subventions aux partenaires",
  ["General operating and other direct costs"] = "Fonctionnement général et autres coûts directs",
  ["Approved, awaiting funds"] = "Approuvé, en attente des fonds",
  ["Under way"] = "En cours",
  ["Suspended"] = "Suspendu",
  ["Ended early"] = "Arrêté avant terme",
  ["Completed"] = "Achevé",
  ["Closed"] = "Clos",
  ["Reached directly"] = "Atteints directement",
  ["Reached indirectly"] = "Atteints indirectement",
  ["Women and girls"] = "Femmes et filles",
  ["Men and boys"] = "Hommes et garçons",
  ["Children, 0 to 17"] = "Enfants, de 0 à 17 ans",
  ["Adults, 18 to 59"] = "Adultes, de 18 à 59 ans",
  ["Older people, 60 and above"] = "Personnes âgées, 60 ans et plus",
  ["Secured"] = "Acquis",
  ["Requested"] = "Demandé",
  ["Planned"] = "Prévu",
  ["Low"] = "Faible",
  ["Medium"] = "Moyen",
  ["High"] = "Élevé",
  ["No poverty"] = "Pas de pauvreté",
  ["Zero hunger"] = "Faim « zéro »",
  ["Good health and well-being"] = "Bonne santé et bien-être",
  ["Quality education"] = "Éducation de qualité",
  ["Gender equality"] = "Égalité entre les sexes",
  ["Clean water and sanitation"] = "Eau propre et assainissement",
  ["Affordable and clean energy"] = "Énergie propre et d’un coût abordable",
  ["Decent work and economic growth"] = "Travail décent et croissance économique",
  ["Industry, innovation and infrastructure"] = "Industrie, innovation et infrastructure",
  ["Reduced inequalities"] = "Inégalités réduites",
  ["Sustainable cities and communities"] = "Villes et communautés durables",
  ["Responsible consumption and production"] = "Consommation et production responsables",
  ["Climate action"] = "Lutte contre les changements climatiques",
  ["Life below water"] = "Vie aquatique",
  ["Life on land"] = "Vie terrestre",
  ["Peace, justice and strong institutions"] = "Paix, justice et institutions efficaces",
  ["Partnerships for the goals"] = "Partenariats pour la réalisation des objectifs",

  -- roles.lua
  ["Applicant"] = "Demandeur",
  ["Writes the parts of the own organization, answers questions, sends stories."] = "Écrit les parties de sa propre organisation, répond aux questions, envoie des récits.",
  ["Everything an applicant does; sends and withdraws proposals, invites colleagues."] = "Tout ce que fait un demandeur ; envoie et retire les propositions, invite des collègues.",
  ["Programme officer"] = "Chargé de programme",
  ["Prepares calls, screens, asks, returns for changes, keeps programmes."] = "Prépare les appels, examine, questionne, renvoie pour changements, tient les programmes.",
  ["Fund manager"] = "Responsable du fonds",
  ["Publishes and extends calls, invites, declines, adopts editions, invites people."] = "Publie et prolonge les appels, invite, refuse, adopte les éditions, invite les personnes.",
  ["Finance officer"] = "Agent financier",
  ["Keeps the ledger; certifies that the money is there."] = "Tient le grand livre ; certifie que l’argent est là.",
  ["Approver"] = "Autorité d’approbation",
  ["Takes the final decision."] = "Prend la décision finale.",
  ["Reviewer"] = "Évaluateur",
  ["Member of the advisory board"] = "Membre du conseil consultatif",
  ["Reads, and advises."] = "Lit et conseille.",
  ["Editor"] = "Rédaction",
  ["Writes and publishes profiles, news, events, documents and the newsletter."] = "Écrit et publie profils, nouvelles, réunions, documents et bulletin.",
  ["Auditor"] = "Auditeur",
  ["Reads everything and changes nothing."] = "Lit tout et ne change rien.",
  ["Administrator"] = "Administrateur",
  ["Keeps people and settings; sees no decision and takes none."] = "Tient les personnes et les réglages ; ne voit ni ne prend aucune décision.",

  -- letters.lua
  ["Received: %{title}"] = "Reçue : %{title}",
  ["A question about %{title}"] = "Une question sur %{title}",
  ["Please write the full proposal: %{title}"] = "Veuillez rédiger la proposition complète : %{title}",
  ["Outcome for %{title}"] = "Suite donnée à %{title}",
  ["Please change some parts: %{title}"] = "Veuillez changer certaines parties : %{title}",
  ["Approved: %{title}"] = "Approuvée : %{title}",
  ["Outcome for the full proposal %{title}"] = "Suite donnée à la proposition complète %{title}",
  ["Withdrawn: %{title}"] = "Retirée : %{title}",

  -- The letters, named by their place.
  -- review
  ["Reads and scores the proposals assigned to them, once they declared no conflict of interest."] = "Lit et note les propositions qui lui sont confiées, après avoir déclaré n’avoir aucun conflit d’intérêts.",
  -- workflow and roles of the review
  ["Concept note: in review"] = "Note conceptuelle : en évaluation",
  ["Ask reviewers, and record what they agree on"] = "Sollicitez des évaluateurs et consignez ce dont ils conviennent",
  ["Concept note: not selected"] = "Note conceptuelle : non retenue",
  ["See whether it is complete, then send it to review"] = "Voyez si elle est complète, puis envoyez-la en évaluation",
  ["Full proposal: in review"] = "Proposition complète : en évaluation",
  ["Ask reviewers, record what they agree on, then ask finance to certify"] = "Sollicitez des évaluateurs, consignez ce dont ils conviennent, puis demandez aux finances de certifier",
  ["Eligible: send it to review"] = "Recevable : l’envoyer en évaluation",
  ["Not selected"] = "Non retenue",
  ["Complete: send it to review"] = "Complète : l’envoyer en évaluation",
  ["Decline after the review"] = "Refuser après l’évaluation",
  -- scorecards
  ["Strong: convincing, with evidence"] = "Très bon : convaincant, preuves à l’appui",
  ["Good: shown, with small gaps"] = "Bon : démontré, avec de petites lacunes",
  ["Adequate: there, but thin"] = "Suffisant : présent, mais mince",
  ["Weak: asserted, not shown"] = "Faible : affirmé, non démontré",
  ["Absent"] = "Absent",
  ["Clearly distinct from what others do"] = "Clairement distinct de ce que font les autres",
  ["Close to what others do, and linked with it"] = "Proche de ce que font les autres, et articulé avec eux",
  ["Unclear what others do there"] = "On ne sait pas ce que les autres y font",
  ["Duplicates what others already do"] = "Répète ce que d’autres font déjà",
  ["The panel found that others already do the same in the same place."] = "Le groupe a constaté que d’autres font déjà la même chose au même endroit.",
  ["I work or worked for one of these organizations, or advised it, in the last two years"] = "Je travaille ou j’ai travaillé pour l’une de ces organisations, ou je l’ai conseillée, ces deux dernières années",
  ["A member of my family works for one of them"] = "Un membre de ma famille travaille pour l’une d’elles",
  ["I took part in writing it"] = "J’ai participé à sa rédaction",
  ["I, or somebody close to me, would gain from it"] = "Moi-même ou un proche y aurions un intérêt",
  ["Another reason"] = "Une autre raison",
  ["Support"] = "Soutenir",
  ["Support with conditions"] = "Soutenir sous conditions",
  ["Do not support in this round"] = "Ne pas soutenir dans ce cycle",
  ["Scorecard of the concept note"] = "Grille d’évaluation de la note conceptuelle",
  ["Judge what is written, not what you know from elsewhere. Give each criterion the option that describes it best, and a remark where it is not the best one."] = "Jugez ce qui est écrit, non ce que vous savez par ailleurs. Donnez à chaque critère l’option qui le décrit le mieux, et une remarque quand ce n’est pas la meilleure.",
  ["At least two reviewers read your concept note independently of each other and agreed on this:"] = "Deux évaluateurs au moins ont lu votre note conceptuelle indépendamment l’un de l’autre et conviennent de ceci :",
  ["Benefits for people"] = "Bénéfices pour les personnes",
  ["Are the benefits for people whose survival, livelihood or dignity is threatened concrete, and do they last?"] = "Les bénéfices pour les personnes dont la survie, les moyens d’existence ou la dignité sont menacés sont-ils concrets et durables ?",
  ["Protection and empowerment together"] = "Protection et autonomisation ensemble",
  ["Does each response both protect people and enable them to act, and do the two strengthen each other?"] = "Chaque réponse protège-t-elle les personnes tout en leur permettant d’agir, et les deux se renforcent-elles ?",
  ["Interlinked threats, several sectors"] = "Menaces liées entre elles, plusieurs secteurs",
  ["Are the links between the threats understood and met by several sectors?"] = "Les liens entre les menaces sont-ils compris et traités par plusieurs secteurs ?",
  ["Organizations that complement each other"] = "Des organisations qui se complètent",
  ["Does each organization do what it does best, as part of one response?"] = "Chaque organisation fait-elle ce qu’elle fait le mieux, au sein d’une même réponse ?",
  ["Civil society and government as partners"] = "La société civile et l’État comme partenaires",
  ["Do partners from civil society and government decide and act, rather than receive?"] = "Les partenaires de la société civile et de l’État décident-ils et agissent-ils, au lieu de seulement recevoir ?",
  ["What nobody else does"] = "Ce que personne d’autre ne fait",
  ["How does it stand beside what others already do in the same place?"] = "Comment se situe-t-elle par rapport à ce que d’autres font déjà au même endroit ?",
  ["Does it reach people whom nobody else reaches?"] = "Atteint-elle des personnes que personne d’autre n’atteint ?",
  ["Understanding of the context"] = "Compréhension du contexte",
  ["Root causes"] = "Causes profondes",
  ["Are the root causes understood, and is the response made for this place?"] = "Les causes profondes sont-elles comprises, et la réponse est-elle faite pour ce lieu ?",
  ["Results and evidence"] = "Résultats et preuves",
  ["Outputs that can be seen"] = "Des produits que l’on peut constater",
  ["Could somebody see at the end whether the outputs exist, and whom they reached?"] = "Pourra-t-on constater à la fin si les produits existent et qui ils ont atteint ?",
  ["What remains"] = "Ce qui reste",
  ["Sustained and repeated elsewhere"] = "Poursuivi et reproduit ailleurs",
  ["Who carries it on, with what money, and can it be repeated elsewhere?"] = "Qui la poursuit, avec quel argent, et peut-on la reproduire ailleurs ?",
  ["A realistic budget"] = "Un budget réaliste",
  ["Is the amount in proportion to what will exist at the end?"] = "Le montant est-il proportionné à ce qui existera à la fin ?",
  ["Scorecard of the full proposal"] = "Grille d’évaluation de la proposition complète",
  ["Judge the full proposal beside the concept note that it grew from. Give each criterion the option that describes it best, and a remark where it is not the best one."] = "Jugez la proposition complète à côté de la note conceptuelle dont elle est issue. Donnez à chaque critère l’option qui le décrit le mieux, et une remarque quand ce n’est pas la meilleure.",
  ["At least two reviewers read your full proposal independently of each other and agreed on this:"] = "Deux évaluateurs au moins ont lu votre proposition complète indépendamment l’un de l’autre et conviennent de ceci :",
  ["A goal that changes lives"] = "Un but qui change des vies",
  ["Do goal and outcomes say what will be different in the lives of people, and is that worth it?"] = "Le but et les effets disent-ils ce qui changera dans la vie des personnes, et cela en vaut-il la peine ?",
  ["From activities to outcomes"] = "Des activités aux effets",
  ["Do the activities lead to the outputs, and these to the outcomes?"] = "Les activités mènent-elles aux produits, et ceux-ci aux effets ?",
  ["What can be measured"] = "Ce qui peut se mesurer",
  ["Which of these does the results framework have for nearly all outputs? Choose all that apply."] = "Lesquels de ces éléments le cadre de résultats contient-il pour presque tous les produits ? Choisissez tout ce qui convient.",
  ["A baseline"] = "Une valeur de départ",
  ["A target that is ambitious and possible"] = "Une cible ambitieuse et atteignable",
  ["A way to verify it that does not depend on those who act"] = "Un moyen de vérification qui ne dépend pas de ceux qui agissent",
  ["None of these"] = "Aucun de ceux-ci",
  ["The results framework does not let anybody see whether the outputs were reached."] = "Le cadre de résultats ne permet à personne de voir si les produits ont été atteints.",
  ["Delivery"] = "Mise en œuvre",
  ["Is the workplan possible with these organizations in this time?"] = "Le plan de travail est-il possible avec ces organisations dans ce délai ?",
  ["Are the risks that matter named, owned and answered?"] = "Les risques qui comptent sont-ils nommés, attribués et traités ?",
  ["Is it clear who leads, who decides, and how people of the place take part?"] = "Sait-on clairement qui dirige, qui décide et comment les personnes du lieu participent ?",
  ["Will others learn of what worked, and of what did not?"] = "Les autres apprendront-ils ce qui a réussi, et ce qui n’a pas réussi ?",
  ["letter:receipt.body"] = [[
Bonjour %{person},

nous avons reçu « %{title} » (%{code}) le %{date} pour l’appel « %{call} ».

La version que vous avez envoyée est conservée sans changement. Son empreinte est
%{hash}

Vous pouvez la lire, et voir où elle en est, à l’adresse
%{link}

%{fund}
%{contact}]],
  ["letter:question.body"] = [[
Bonjour %{person},

en lisant « %{title} » (%{code}), nous aimerions vous demander :

%{reason}

Veuillez répondre à l’adresse ci-dessous, si possible avant le %{deadline}. La question et la réponse restent avec la note.
%{link}

%{fund}
%{contact}]],
  ["letter:invitation.body"] = [[
Bonjour %{person},

votre note conceptuelle « %{title} » (%{code}) répond aux critères du fonds. Nous vous invitons à rédiger la proposition complète, avant le %{deadline}.

C’est un encouragement, pas encore une promesse d’argent. Vous commencez à l’adresse
%{link}

%{feedback}

%{fund}
%{contact}]],
  ["letter:ineligible.body"] = [[
Bonjour %{person},

merci pour la note conceptuelle « %{title} » (%{code}). Nous regrettons de vous dire qu’elle ne répond pas aux critères du fonds sur ces clauses :

%{clauses}

%{reason}

%{next_call}

%{appeal}

La note reste lisible à l’adresse
%{link}

%{fund}
%{contact}]],
  ["letter:not_selected.body"] = [[
Bonjour %{person},

merci pour la note conceptuelle « %{title} » (%{code}). Elle répond aux critères du fonds et a été évaluée avec les autres de l’appel « %{call} ». Nous regrettons de vous dire qu’elle n’a pas été retenue :

%{reason}

%{feedback}

%{next_call}

%{appeal}

La note reste lisible à l’adresse
%{link}

%{fund}
%{contact}]],
  ["letter:redraft.body"] = [[
Bonjour %{person},

nous avons vérifié la proposition complète « %{title} » (%{code}). Veuillez changer ces parties et l’envoyer de nouveau avant le %{deadline} :

%{reason}

%{comments}

Le formulaire n’est ouvert qu’à ces parties. Si un changement n’est pas possible, répondez au commentaire en disant pourquoi.
%{link}

%{fund}
%{contact}]],
  ["letter:approved.body"] = [[
Bonjour %{person},

« %{title} » (%{code}) a été approuvée pour %{amount}.

%{feedback}

Ensuite, chaque organisation reçoit son accord et le calendrier des rapports. Veuillez ne commencer aucun travail aux frais du fonds avant la signature de votre accord.
%{link}

%{fund}
%{contact}]],
  ["letter:declined.body"] = [[
Bonjour %{person},

merci pour la proposition complète « %{title} » (%{code}). Nous regrettons de vous dire qu’elle a été refusée :

%{reason}

%{feedback}

%{next_call}

%{appeal}

Elle reste lisible à l’adresse
%{link}

%{fund}
%{contact}]],
  ["letter:withdrawn.body"] = [[
Bonjour %{person},

« %{title} » (%{code}) a été retirée le %{date} :

%{reason}

Vous n’avez plus rien à faire.

%{fund}
%{contact}]],

  ["letter:deferred.body"] = [[
Bonjour %{person},

« %{title} » (%{code}) se poursuit dans un autre appel du fonds :

%{reason}

Une nouvelle note, remplie de ce que vous avez écrit, vous y attend. Relisez-la, changez ce qui doit l’être et envoyez-la avant la clôture de cet appel. Le dossier y mène :
%{link}

%{fund}
%{contact}]],
  ["letter:cancelled.body"] = [[
Bonjour %{person},

le fonds a annulé « %{title} » (%{code}) le %{date} :

%{reason}

%{next_call}

Elle reste lisible à l’adresse
%{link}

%{fund}
%{contact}]],
  ["Carried over to another call: %{title}"] = "Reportée à un autre appel : %{title}",
  ["Cancelled: %{title}"] = "Annulée : %{title}",
  ["Concept note: joined to another"] = "Note conceptuelle : jointe à une autre",
  ["Concept note: carried over to another call"] = "Note conceptuelle : reportée à un autre appel",
  ["Cancelled by the fund"] = "Annulée par le fonds",
  ["Join it to another note"] = "La joindre à une autre note",
  ["Carry it over to another call"] = "La reporter à un autre appel",
  ["Cancel"] = "Annuler",

  -- the budget of the full proposal
  ["Every line of direct cost: of the fund and of all other sources, of all organizations. Amounts, support cost and totals are computed."] = "Chaque ligne de coût direct : du fonds et de toutes les autres sources, de toutes les organisations. Les montants, les coûts d’appui et les totaux sont calculés.",
  ["The whole programme, also what others pay."] = "Tout le programme, y compris ce que d’autres paient.",
  ["Paid by"] = "Payé par",
  ["Staff with function, national or international; contracts with title."] = "Le personnel avec sa fonction, nationale ou internationale ; les contrats avec leur titre.",
  ["Purpose"] = "But",
  ["Unit"] = "Unité",
  ["Month, kit, trip; “lump sum” with a description."] = "Mois, lot, voyage ; « forfait » avec une description.",
  ["Quantity"] = "Quantité",
  ["Unit cost"] = "Coût unitaire",
  ["Times"] = "Nombre de fois",
  ["Months or occasions; empty for once."] = "Mois ou occasions ; vide pour une seule fois.",
  ["Share charged, %"] = "Part imputée, %",
  ["Empty for 100."] = "Vide pour 100.",
  ["Year 1"] = "Année 1",
  ["Year 2"] = "Année 2",
  ["Year 3"] = "Année 3",
  ["Year 4"] = "Année 4",
  ["Year 5"] = "Année 5",
  ["Give at least one line the purpose outreach."] = "Donnez à au moins une ligne le but « communication ».",
  ["This fund"] = "Ce fonds",
  ["The organization itself"] = "L’organisation elle-même",
  ["Government"] = "Pouvoirs publics",
  ["Other donors"] = "Autres bailleurs",
  ["Programme management"] = "Gestion du programme",
}
