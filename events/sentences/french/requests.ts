import { acts } from '../acts/french.ts'
import type { requests as english } from '../english/requests.ts'
import type { Translation } from '../sentence.ts'
import { actIn } from '../words.ts'
import { roleOf } from './terms.ts'
import { anyOf, counted } from './words.ts'

const quoted = (value: string) => `« ${JSON.stringify(value).slice(1, -1)} »`

const kinds: Readonly<Record<string, string>> = {
  string: 'une chaîne de caractères',
  number: 'un nombre',
  int: 'un nombre entier',
  boolean: 'true ou false',
  array: 'une liste',
  object: 'un objet',
  record: 'un objet',
  null: 'null',
}
const tooMuch = (operation: string) => `La réponse de ${operation} dépasse les 6 Mo d’une réponse`

export const requests: Translation<typeof english> = {
  'idempotency-key-missing': () =>
    'Envoyez un Idempotency-Key de 8 à 128 caractères : un nouveau pour chaque commande, le même pour ses répétitions.',
  'invalid-request/idempotency-key': () =>
    'L’Idempotency-Key doit compter de 8 à 128 caractères imprimables, sans espaces.',
  'invalid-request/if-match': () => 'If-Match doit être l’ETag de la version que vous avez lue.',
  'invalid-request/forbidden-name': (p) =>
    `Le corps a un champ du nom ${p.name} ; aucun champ ne peut l’avoir. Retirez-le.`,
  'invalid-request/half-character': (p) =>
    `${p.field} contient la moitié d’un caractère (${p.character}, un demi-codet sans son autre moitié) ; envoyez le caractère entier ou retirez-le.`,
  'invalid-request/control-character': (p) =>
    `${p.field} contient le caractère de commande ${p.character}, qu’aucun dossier ne peut montrer ; retirez-le.`,
  'invalid-request/json': () => 'Le corps de la requête n’est pas du JSON bien formé.',
  'idempotency-key-reused': () =>
    'Cet Idempotency-Key est déjà venu avec une autre requête ; prenez une nouvelle clé pour une nouvelle commande.',
  unauthorized: () => 'La requête n’a pas de jeton de ce site ; identifiez-vous et envoyez-le.',
  'unauthorized/no-person': ({ claim }) =>
    `Le jeton ne dit pas dans sa donnée ${claim} de qui il est ; l’émetteur du site doit l’ajouter à ses jetons d’accès.`,
  'unauthorized/not-access': () =>
    'Le jeton n’est pas un jeton d’accès ; envoyez le jeton d’accès de l’identification, et non son jeton d’identité.',
  'unauthorized/ids': () =>
    'Le jeton a un identifiant (sub, jti ou origin_jti) de plus de 255 caractères, ou avec d’autres caractères que ceux de l’ASCII.',
  'unsupported-media-type': () => 'Le corps de la requête doit être en application/json.',
  'internal-fault': () =>
    'Andon a échoué de son côté ; rien n’a été modifié. Renvoyez la même requête avec le même Idempotency-Key.',
  busy: () =>
    'Trop de requêtes écrivent au même endroit en même temps ; rien n’a été modifié. Renvoyez la même requête.',
  'forbidden/device-result': ({ person, item, roles }) =>
    `Un appareil a mesuré ${item} ; ${person} ne peut pas corriger sa valeur. Il faut le rôle ${anyOf(roles.map(roleOf))}.`,
  'forbidden/step-over': ({ person, stepId, roles }) =>
    `L’étape ${stepId} est finie ; ${person} ne peut plus corriger son dossier. Il faut le rôle ${anyOf(roles.map(roleOf))}.`,
  forbidden: ({ person, operation, roles }) =>
    `${person} ne peut pas ${Object.hasOwn(acts, operation) ? actIn(acts, operation) : `appeler ${operation}`} ; il faut ${roles.length > 0 ? `le rôle ${anyOf(roles.map(roleOf))}` : 'un rôle de ce site'}.`,
  'method-not-allowed': ({ method, path, allowed }) =>
    `L’adresse ${path} n’accepte pas ${method} ; elle accepte ${anyOf(allowed)}.`,
  'not-found/operation': ({ path }) => `Il n’y a pas d’opération à l’adresse ${path}.`,
  'not-found/never-told': ({ lotId, site }) =>
    `Aucun site n’a rien signalé qui soit entré dans le lot ${lotId} du site ${site} ou qui en soit issu. Demandez au site lui-même s’il a ce lot.`,
  'not-found/problem': ({ code }) => `Il n’y a pas de problème nommé ${code}. /problems les donne tous.`,
  'idempotency-key-reused/message': () =>
    'Cet Idempotency-Key est déjà venu avec un autre message ; prenez une nouvelle clé pour un nouveau message.',
  'unsupported-media-type/b2mml': () => 'Le B2MML se lit en application/xml ou en application/json.',
  'payload-too-large': ({ bytes, most }) =>
    `Le corps de la requête compte ${bytes} octets ; cette opération en lit ${most} au plus.`,
  'too-much-at-once': ({ items, atMost, fewer }) =>
    `Cela changerait ${items} enregistrements à la fois, et ${atMost} au plus sont possibles ; nommez ${fewer} unités, lots ou composants de moins, et les autres dans une autre demande.`,
  'too-much-at-once/size': () =>
    'Ce qui serait enregistré est plus grand qu’un enregistrement ne peut l’être ; dites-en moins, ou en plusieurs demandes.',
  'answer-too-large/pages': ({ operation }) =>
    `${tooMuch(operation)} ; demandez moins avec limit et continuez avec cursor.`,
  'answer-too-large/unpacked': ({ operation }) => `${tooMuch(operation)} ; envoyez Accept-Encoding: gzip.`,
  'answer-too-large/unpacked-pages': ({ operation }) =>
    `${tooMuch(operation)} ; envoyez Accept-Encoding: gzip, ou demandez moins avec limit et continuez avec cursor.`,
  'answer-too-large': ({ operation }) => `${tooMuch(operation)}.`,

  'invalid-request/kind': (p) => `${p.field} doit être ${kinds[p.kind] ?? p.kind}.`,
  'invalid-request/identifier': (p) =>
    `${p.field} doit compter de 1 à 64 lettres, chiffres, points, tirets bas ou traits d’union, et commencer par une lettre ou un chiffre.`,
  'invalid-request/lot-id': (p) =>
    `${p.field} doit compter de 1 à 64 lettres, chiffres, points, tirets bas ou traits d’union et commencer par une lettre ou un chiffre, ou être ce qu’une étiquette GS1 peut porter comme lot : de 1 à 20 lettres, chiffres et !"%&'()*+,-./:;<=>?_.`,
  'invalid-request/sparkplug-name': (p) =>
    `${p.field} doit compter de 1 à 64 caractères d’un nom Sparkplug, sans / + # * ? $, guillemets ni barre oblique inverse.`,
  'invalid-request/sparkplug-edge-node': (p) =>
    `${p.field} doit être le nom de l’objet (thing) du nœud : de 1 à 64 lettres, chiffres, deux-points, tirets bas ou traits d’union.`,
  'invalid-request/link': (p) =>
    `${p.field} doit être un lien qui commence par https:// et sans nom d’utilisateur, par exemple https://docs.example.com/coa/4711.pdf.`,
  'invalid-request/reserved-id': (p) =>
    `${p.field} est un mot qui a son propre sens dans les topics ou les chemins ; choisissez un autre identifiant.`,
  'invalid-request/id-of-plant': (p) =>
    `${p.field} commence comme les identifiants que l’usine crée elle-même ; choisissez-en un autre, ou omettez-le.`,
  'invalid-request/reserved-word': (p) =>
    `${p.field} est un mot du langage dans lequel Andon est écrit ; choisissez-en un autre.`,
  'invalid-request/site-id': (p) =>
    `${p.field} doit compter de 2 à 32 minuscules, chiffres ou traits d’union, et commencer par une lettre.`,
  'invalid-request/instant': (p) =>
    `${p.field} doit être une heure RFC 3339 en UTC, par exemple 2026-03-01T08:00:00.000Z.`,
  'invalid-request/until': (p) =>
    `${p.field} doit être une heure RFC 3339 en UTC, par exemple 2026-03-01T08:00:00.000Z, ou une date, par exemple 2026-03-01, valable jusqu’à la fin de son jour.`,
  'invalid-request/fact-id': (p) => `${p.field} doit être le factId que la commande à corriger a donné en réponse.`,
  'invalid-request/decimal': (p) =>
    `${p.field} doit être un nombre décimal simple dans une chaîne, par exemple "12.500".`,
  'invalid-request/signed-decimal': (p) =>
    `${p.field} doit être un nombre décimal simple dans une chaîne, par exemple "-4.5".`,
  'invalid-request/decimal-below-million': (p) =>
    `${p.field} doit être un nombre décimal inférieur à un million dans une chaîne, par exemple "1.5".`,
  'invalid-request/time-unit': (p) => `${p.field} doit être une unité de temps : s, min, h ou d.`,
  'invalid-request/unit': (p) => `${p.field} doit être une unité UCUM que ce site emploie, par exemple "kg".`,
  'invalid-request/unit-unknown': (p) =>
    `${p.field} nomme ${quoted(p.symbol)}, qui n’est pas une unité UCUM connue ici ; les majuscules comptent, par exemple kg, mL, [psi], g/L, 1/min ou {each}.`,
  'invalid-request/unit-unreadable': (p) =>
    `${p.field} n’est pas une unité UCUM à partir du caractère ${p.position} ; écrivez une unité comme kg, mL, [psi], g/L, 1/min ou {each}.`,
  'invalid-request/unit-alone': (p) =>
    `${p.field} contient ${p.symbol} à côté d’autres unités, ou avec un préfixe ou une puissance ; une échelle de température reste seule. Une différence ou une vitesse s’exprime en K.`,
  'invalid-request/density-unit': (p) => `${p.field} doit être une masse par volume, telle que kg/L ou g/mL.`,
  'invalid-request/temperature-unit': (p) => `${p.field} doit être une unité de température, telle que Cel.`,
  'invalid-request/more-than-zero': (p) => `${p.field} doit être supérieur à zéro.`,
  'invalid-request/potency': (p) => `${p.field} doit être supérieur à zéro et ne pas dépasser 200.`,
  'invalid-request/scale-unit': (p) => `${p.field} doit employer partout la même unité, celle que la balance affiche.`,
  'invalid-request/method-needs': (p) => `${p.field} manque ; la méthode ${p.method} en a besoin.`,
  'invalid-request/method-ignores': (p) => `${p.field} n’est pas lu par la méthode ${p.method} ; ne le donnez pas.`,
  'invalid-request/only-remaining-quantity': (p) =>
    `${p.field} ne se donne que si la modification porte sur la quantité restante.`,
  'invalid-request/recipe-too-large': (p) =>
    `${p.field} ne doit pas dépasser ${p.bytes} octets, valeurs par défaut comprises.`,
  'invalid-request/narrows-kinds': (p) => `${p.field} ne restreint que les échéances de ${p.kinds} ; ne le donnez pas.`,
  'invalid-request/this-or': (p) => `Donnez ${p.field} ou ${p.other}.`,
  'invalid-request/one-place': () => 'Indiquez before, after ou priority, et un seul d’entre eux.',
  'invalid-request/loose-or-sublot': (p) =>
    `${p.field} désigne ce qui n’est dans aucun sous-lot ; donnez-le ou donnez sublotId, pas les deux.`,
  'invalid-request/needs-lot': (p) => `${p.field} appartient à un lot ; donnez aussi son lotId.`,
  'invalid-request/line-of-by-product': (p) =>
    `${p.field} vaut pour un sous-produit, un coproduit ou un rebut ; ne le donnez pas pour le produit.`,
  'invalid-request/scrap-only': (p) => `${p.field} ne vaut que pour un rebut ; ne le donnez pas.`,
  'invalid-request/product-only': (p) =>
    `${p.field} appartiennent au produit, fabriqué ou mis au rebut ; ne les donnez pas.`,
  'invalid-request/range-unlike': (p) =>
    `${p.field} ne doit différer du premier numéro de sa série que par ses derniers chiffres, en nombre égal.`,
  'invalid-request/range-backwards': (p) => `${p.field} ne doit pas précéder le premier numéro de sa série.`,
  'invalid-request/too-many-serials': (p) =>
    `${p.field} doit nommer au plus ${p.most} numéros, ceux des séries compris.`,
  'invalid-request/consumption-or-production': () => 'Donnez soit un consumptionId, soit un productionId.',
  'invalid-request/out-of-unit': (p) =>
    `${p.field} désigne l’unité dont une consommation est retirée ; donnez consumptionId et l’étape en cours comme stepId.`,
  'invalid-request/consumption-only': (p) => `${p.field} ne vaut que pour une consommation ; ne le donnez pas.`,
  'invalid-request/production-only': (p) => `${p.field} ne valent que pour une production ; ne les donnez pas.`,
  'invalid-request/parameter-or-check': () => 'Donnez soit un parameterId, soit un checkId.',
  'invalid-request/order-of-work': (p) => `${p.field} manque ; nommez l’ordre auquel sert ce travail.`,
  'invalid-request/order-of-step': (p) => `${p.field} manque ; nommez l’ordre auquel l’étape appartient.`,
  'invalid-request/corrects-nothing': () => 'La correction ne change rien ; donnez from, to ou work.',
  'invalid-request/fraction': (p) => `${p.field} doit être un nombre décimal de 0 à 1, par exemple "0.85".`,
  'invalid-request/state-id': (p) =>
    `${p.field} doit être l’identifiant d’un état, par exemple "20270328T010000.000Z", tel que GET .../states le donne.`,
  'invalid-request/stop-reason-twice': (p) =>
    `Le motif ${p.reasonId} figure deux fois dans la liste. Chaque motif a son propre identifiant.`,
  'invalid-request/stop-reason-parent': (p) =>
    `La liste n’a pas de motif ${p.parentId}. Ajoutez-le, ou omettez ${p.field}.`,
  'invalid-request/stop-reason-circle': (p) =>
    `Le motif ${p.reasonId} est au-dessus de lui-même. Un motif de la boucle ne doit pas avoir de parent.`,
  'invalid-request/stop-reason-kind': (p) =>
    `Le motif ${p.reasonId} n’a pas de genre, ni aucun motif au-dessus. Donnez planned, changeover, failure ou unplanned.`,
  'invalid-request/wall-time': (p) => `${p.field} doit être une heure du jour, par exemple "06:00".`,
  'invalid-request/date': (p) => `${p.field} doit être une date, par exemple "2027-05-01".`,
  'invalid-request/icalendar-line': (p) =>
    `La ligne ${p.line} n’est pas une ligne d’iCalendar, comme SUMMARY:Fête du travail.`,
  'invalid-request/icalendar-structure': (p) =>
    `Le fichier n’est pas un VCALENDAR dont les parties s’ouvrent et se ferment l’une dans l’autre ; voyez la ligne ${p.line}.`,
  'invalid-request/icalendar-missing': (p) => `L’événement de la ligne ${p.line} n’a pas de ${p.property}.`,
  'invalid-request/icalendar-not-a-date': (p) =>
    `${p.property} à la ligne ${p.line} n’est pas une date, par exemple 20270501 ; seuls les événements de jours entiers sont des jours d’un calendrier.`,
  'invalid-request/icalendar-recurrence': (p) =>
    `${p.property} à la ligne ${p.line} désigne d’autres dates ; seul RRULE:FREQ=YEARLY, à la date de l’événement, est admis. Écrivez les autres dates comme autant d’événements.`,
  'invalid-request/icalendar-value': (p) =>
    `La valeur de ${p.property} à la ligne ${p.line} est trop longue, ou n’a pas sa forme.`,
  'invalid-request/icalendar-twice': (p) =>
    `L’événement de la ligne ${p.line} porte le même UID qu’un autre : ${p.uid}.`,
  'invalid-request/too-many-days': (p) =>
    `${p.equipmentId} aurait plus de ${p.most} jours ; annulez d’abord les jours passés.`,
  'unsupported-media-type/icalendar': () => 'Les jours se lisent en text/calendar.',
  'invalid-request/last-date': (p) =>
    `${p.field} ne doit pas précéder ${p.first}, ni le suivre de plus de 365 jours pour les jours d’un calendrier.`,
  'invalid-request/ids-once': (p) => `${p.field} doit nommer chaque ${p.id} une seule fois.`,
  'invalid-request/unit-as': (p) => `${p.field} doit être l’unité de ${p.other}.`,
  'invalid-request/points-of-calibration': (p) =>
    `${p.field} sont les points que mesure un étalonnage ; un plan de ce type en a, aucun autre.`,
  'invalid-request/days-once': (p) =>
    `${p.field} doit nommer chaque uid une seule fois et, sans uid, chaque première date une seule fois.`,
  'invalid-request/each-once': (p) => `${p.field} doit nommer chaque unité et chaque contenant une seule fois.`,
  'invalid-request/units-and-containers': (p) => `${p.field} ne doit pas dépasser ${p.most}, contenants compris.`,
  'invalid-request/nothing-named': (p) => `${p.field} doit nommer quelque chose, ou bien containers.`,
  'invalid-request/later-than': (p) => `${p.field} doit être postérieur à ${p.earlier}.`,
  'invalid-request/within-days': (p) => `${p.field} ne doit pas précéder ${p.other} de plus de ${p.days} jours.`,
  'invalid-request/whole-number': (p) => `${p.field} doit être un nombre entier de ${p.least} à ${p.most}.`,
  'invalid-request/cursor': (p) =>
    `${p.field} n’est pas le nextCursor de cette liste avec ces filtres ; recommencez sans ${p.field}.`,
  'invalid-request/subject': (p) => `${p.field} doit être un type et un identifiant, par exemple order:258456.`,
  'invalid-request/missing': (p) => `${p.field} manque.`,
  'invalid-request/unknown-field': (p) => `${p.field} est inconnu ici ; ne le donnez pas.`,
  'invalid-request/not-one-of': (p) => `${p.field} doit être ${anyOf(p.of)}.`,
  'invalid-request/too-short': (p) =>
    `${p.field} doit compter au moins ${counted(p.least, 'caractère', 'caractères')}.`,
  'invalid-request/too-long': (p) => `${p.field} doit compter au plus ${counted(p.most, 'caractère', 'caractères')}.`,
  'invalid-request/too-few': (p) => `${p.field} doit en nommer au moins ${p.least}.`,
  'invalid-request/too-many': (p) => `${p.field} doit en nommer au plus ${p.most}.`,
  'invalid-request/too-low': (p) => `${p.field} doit valoir au moins ${p.least}.`,
  'invalid-request/too-high': (p) => `${p.field} doit valoir au plus ${p.most}.`,
  'invalid-request/format': (p) => `${p.field} n’a pas la forme demandée ; voyez la référence de l’API.`,
}
