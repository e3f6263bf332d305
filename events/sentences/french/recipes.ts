import type { recipes as english, PartNamed, YieldLimits } from '../english/recipes.ts'
import type { Translation } from '../sentence.ts'
import { materialUseOf, meaningOf, procedureLevelOf, purposeOf, recipeStatusOf, stepKindOf } from './terms.ts'
import { allOf, amount, decimal } from './words.ts'

interface VersionNamed {
  readonly recipeId: string
  readonly version: string
}

interface LineNamed {
  readonly stepId: string
  readonly lineId: string
}

const partOf = (part: PartNamed): string =>
  'stepId' in part ? `L’étape ${part.stepId}` : `L’élément ${part.procedureId} (${procedureLevelOf(part.level)})`
const itemOf = (p: { stepId: string; item: string }) => `${p.item} de l’étape ${p.stepId}`
const lineOf = ({ stepId, lineId }: LineNamed): string => `La ligne matière ${lineId} de l’étape ${stepId}`
const timerOf = ({ stepId, timerId }: { readonly stepId: string; readonly timerId: string }): string =>
  `La temporisation ${timerId} de l’étape ${stepId}`
const calculationOf = ({ stepId, item }: { readonly stepId: string; readonly item: string }): string =>
  `L’expression de ${item} à l’étape ${stepId}`
const versionOf = ({ recipeId, version }: VersionNamed): string => `La version ${version} de ${recipeId}`

const wrongStatus = (needed: string, cure: string) => (p: VersionNamed & { status: string }) =>
  `${versionOf(p)} est ${recipeStatusOf(p.status)} et non ${needed} ; ${cure}.`
const yieldLimits = (what: string, { low, high }: YieldLimits) =>
  `Le rendement ${what} doit être d’au moins ${decimal(low)} % et d’au plus ${decimal(high)} %, ce qui est impossible ; corrigez les limites.`
const noEquipment =
  (asks: string) =>
  ({ stepId }: { readonly stepId: string }) =>
    `L’étape ${stepId} ${asks}, mais n’indique ni poste de travail ni classe d’équipement.`

const noDensity = (what: string, materials: readonly string[]) =>
  `Le bilan matière ${what} compare des kilogrammes à des litres de ${allOf(materials)}, sans masse volumique ; donnez-la avec PUT /v1/materials/{materialId}.`

export const recipes: Translation<typeof english> = {
  'recipe-wrong-status/not-a-draft': wrongStatus('à l’état de brouillon', 'rédigez une nouvelle version'),
  'recipe-wrong-status/not-in-review': wrongStatus('en revue', 'soumettez-la d’abord'),
  'recipe-wrong-status/nothing-to-return': wrongStatus(
    'en revue',
    'seule une version qui attend une approbation est renvoyée',
  ),
  'recipe-wrong-status/retired': (p) => `${versionOf(p)} est déjà retirée ; il n’y a plus rien à faire.`,
  'already-exists/recipe-version': (p) =>
    `${versionOf(p)} existe déjà et est ${recipeStatusOf(p.status)} ; importez-la sous un autre numéro de version.`,
  'not-found/no-version-before': ({ recipeId, version }) =>
    `Aucune version de ${recipeId} n’avait été approuvée avant la version ${version} ; indiquez-en une avec ?against=.`,
  'signature-wrong-role/not-an-author': ({ signer }) =>
    `${signer} n’a pas rédigé cette version ; c’est son auteur qui en signe la soumission.`,
  'signature-same-person/author': ({ signer }) => `${signer} a rédigé cette version ; une autre personne doit signer.`,
  'signature-same-person/signed-before': ({ signer }) =>
    `${signer} a déjà signé cette version ; une autre personne doit signer.`,
  'signature-missing/people': (p) =>
    `${versionOf(p)} demande les signatures de ${p.needed} personnes ; avec celle-ci, il y en a ${p.people.length} (${allOf(p.people)}). Faites-la revoir et signer par une autre personne.`,

  'recipe-invalid/fewer-signatures': ({ recipeId, needed }) =>
    `Les versions de ${recipeId} demandaient ${needed} signatures ; celle-ci ne peut pas en demander moins.`,
  'recipe-invalid/other-purpose': ({ recipeId, purpose, others }) =>
    `Les versions de ${recipeId} servent à la ${purposeOf(others)}, et celle-ci à la ${purposeOf(purpose)} ; donnez-lui sa propre recette.`,
  'recipe-invalid/more-faults': ({ more }) => `Il y a encore ${more} défauts ; corrigez d’abord ceux-ci.`,
  'recipe-invalid/too-large': ({ atMost }) =>
    `Avec chaque étape après toutes celles qu’elle attend, la recette dépasse ${atMost} octets ; réduisez les attentes entre étapes.`,
  'recipe-invalid/too-large-for-order': ({ quantity, atMost }) =>
    `Avec ses lignes pour ${amount(quantity)}, la recette dépasse ${atMost} octets ; répartissez-la en plusieurs recettes.`,

  'recipe-invalid/batch-size-dimensions': () =>
    'La taille de lot mélange des unités de grandeurs différentes ; donnez-la dans une seule unité.',
  'recipe-invalid/batch-size-units': () => 'Les trois tailles de lot doivent être dans une seule unité.',
  'recipe-invalid/batch-size-order': () => 'La taille de lot doit croître de min à nominal, puis à max.',
  'recipe-invalid/batch-size-product': ({ unit, product, measured }) =>
    `La taille de lot est en ${unit} ; le produit ${product} se mesure en ${measured}.`,
  'recipe-invalid/batch-size-density': ({ unit, product, measured }) =>
    `La taille de lot est en ${unit} ; le produit ${product} se mesure en ${measured} et n’a pas de masse volumique. Donnez-la avec PUT /v1/materials/${product}, ou écrivez la taille de lot en ${measured}.`,
  'recipe-invalid/balance-of-order': (p) => noDensity('de l’ordre', p.materials),
  'recipe-invalid/balance-of-step': (p) => noDensity(`de l’étape ${p.stepId}`, p.materials),
  'recipe-invalid/yield-of-order': (p) => yieldLimits('de l’ordre', p),
  'recipe-invalid/yield-of-step': (p) => yieldLimits(`de l’étape ${p.stepId}`, p),

  'recipe-invalid/same-step-id': ({ stepId }) => `Deux étapes ont le même stepId ${stepId}.`,
  'recipe-invalid/same-procedure-id': ({ id }) =>
    `L’identifiant ${id} est celui de deux procédures, ou d’une procédure et d’une étape.`,
  'recipe-invalid/same-line-id': ({ lineId }) => `Deux lignes matière ont le même lineId ${lineId}.`,
  'recipe-invalid/within-unknown': (p) =>
    `${partOf(p)} se trouve dans ${p.within}, qui n’est pas une procédure de la recette.`,
  'recipe-invalid/within-lower': (p) =>
    `${partOf(p)} se trouve dans ${p.within} (${procedureLevelOf(p.holder)}), qui n’est pas d’un niveau supérieur.`,
  'recipe-invalid/after-unknown': (p) => `${partOf(p)} vient après ${p.after}, que la recette ne contient pas.`,
  'recipe-invalid/empty-procedure': (p) => `${partOf(p)} ne contient aucune étape.`,
  'recipe-invalid/ring': ({ steps }) => `Les étapes ${steps.join(', ')} s’attendent mutuellement.`,
  'recipe-invalid/never-reached': ({ stepId, cause }) =>
    `L’étape ${stepId} n’est jamais atteinte : elle attend, par d’autres, ${cause}, qui ne finit jamais.`,
  'recipe-invalid/rework-yield': () =>
    'Seules les étapes d’une retouche entrent dans un ordre ; demandez le rendement et le bilan dans l’une d’elles.',
  'recipe-invalid/rework-units': ({ stepId }) =>
    `L’étape ${stepId} compte des unités ; une retouche porte sur le lot entier.`,
  'recipe-invalid/rework-long-id': ({ stepId, atMost }) =>
    `L’identifiant ${stepId} dépasse les ${atMost} caractères que peut avoir une étape de retouche.`,

  'recipe-invalid/equipment-class-unknown': ({ stepId, equipmentClass }) =>
    `L’étape ${stepId} demande la classe d’équipement ${equipmentClass}, qui n’est pas définie sur ce site.`,
  'recipe-invalid/no-equipment-for-kind': ({ stepId, kind }) => noEquipment(`est un ${stepKindOf(kind)}`)({ stepId }),
  'recipe-invalid/no-equipment-for-capabilities': noEquipment('demande des capacités'),
  'recipe-invalid/no-equipment-for-set-up': noEquipment('demande un réglage'),
  'recipe-invalid/no-equipment-to-clean': noEquipment('laisse son équipement sale'),
  'recipe-invalid/no-equipment-to-charge': noEquipment('charge des contenants'),
  'recipe-invalid/charge-of-units': ({ stepId }) =>
    `L’étape ${stepId} charge des contenants et compte des unités ; un chargement vaut pour le lot entier.`,
  'recipe-invalid/same-charge': ({ stepId, from }) =>
    `L’étape ${stepId} nomme ${from} deux fois dans charges ; nommez toutes ses lignes en une fois.`,
  'recipe-invalid/charge-not-before': ({ stepId, from }) =>
    `L’étape ${stepId} charge les contenants de ${from}, qui ne vient pas avant elle.`,
  'recipe-invalid/charges-nothing': ({ stepId, from }) =>
    `L’étape ${stepId} charge les contenants de ${from}, qui ne pèse rien ; donnez une pesée à une ligne de ${from}.`,
  'recipe-invalid/charges-no-line': ({ stepId, from, lineId }) =>
    `L’étape ${stepId} charge les contenants de la ligne ${lineId}, qui n’est pas une ligne pesée de ${from}.`,
  'recipe-invalid/charged-twice': ({ stepId, from, lineId, other }) =>
    `Les étapes ${other} et ${stepId} chargent toutes deux les contenants de la ligne ${lineId} de ${from} ; un contenant va dans une seule cuve.`,
  'recipe-invalid/cleaning-without-time': ({ stepId }) =>
    `L’étape ${stepId} est un nettoyage ; indiquez avec cleanFor combien de temps son équipement reste propre ensuite.`,
  'recipe-invalid/time-without-cleaning': ({ stepId }) =>
    `L’étape ${stepId} indique combien de temps son équipement reste propre, mais n’est pas un nettoyage.`,

  'recipe-invalid/no-tolerance': (p) =>
    `${lineOf(p)} n’a pas de tolérance ; indiquez l’écart admis en plus et en moins.`,
  'recipe-invalid/line-unit': (p) => `${lineOf(p)} est en ${p.unit} ; ${p.materialId} se mesure en ${p.measured}.`,
  'recipe-invalid/line-density': (p) =>
    `${lineOf(p)} est en ${p.unit} ; ${p.materialId} se mesure en ${p.measured} et n’a pas de masse volumique. Donnez-la avec PUT /v1/materials/${p.materialId}, ou écrivez la ligne en ${p.measured}.`,
  'recipe-invalid/makes-product': (p) => `${lineOf(p)} fabrique ${p.product}, qui est le produit lui-même.`,
  'recipe-invalid/makes-nothing': ({ stepId, kind }) =>
    `L’étape ${stepId} est un ${stepKindOf(kind)} ; elle ne fabrique rien dont on puisse demander le rendement ou le bilan.`,
  'recipe-invalid/booked-not-consumed': (p) =>
    `${lineOf(p)} est une ligne de ${materialUseOf(p.use)} ; seul ce qui est consommé est imputé à l’achèvement.`,
  'recipe-invalid/too-many-booked': ({ stepId, booked, atMost }) =>
    `L’étape ${stepId} impute ${booked} lignes à son achèvement ; ${atMost} sont possibles.`,
  'recipe-invalid/same-scrap-code': ({ stepId, reasonCode }) =>
    `L’étape ${stepId} contient deux fois le motif ${reasonCode}.`,
  'recipe-invalid/alternate-itself': ({ lineId, materialId }) =>
    `La ligne matière ${lineId} indique sa propre matière ${materialId} comme matière de remplacement.`,
  'recipe-invalid/alternate-twice': ({ lineId, materialId }) =>
    `La ligne matière ${lineId} indique deux fois la matière de remplacement ${materialId}.`,
  'recipe-invalid/alternate-of-made': ({ lineId }) =>
    `La matière de la ligne ${lineId} est produite, non consommée ; elle n’a pas de matière de remplacement.`,
  'recipe-invalid/fixed-unit-part': (p) =>
    `${lineOf(p)} est fixe, mais se monte dans chaque unité ; retirez fixed ou perUnit.`,
  'recipe-invalid/fixed-compensator': (p) =>
    `${lineOf(p)} compense la ligne ${p.compensates} ; rendez fixes les deux, ou aucune.`,
  'recipe-invalid/scaled-nothing': ({ stepId, item }) =>
    `${item} de l’étape ${stepId} suit la quantité, mais n’a ni cible ni limite ; donnez-en une, ou retirez scaled.`,
  'recipe-invalid/expression-unreadable': (p) =>
    p.found === ''
      ? `${calculationOf(p)} finit trop tôt, à la position ${p.position}.`
      : `${calculationOf(p)} est illisible à la position ${p.position}, « ${p.found} ».`,
  'recipe-invalid/expression-name': (p) =>
    `${calculationOf(p)} nomme ${p.name} à la position ${p.position} ; ni l’étape ni, sous la forme stepId.parameterId, une étape antérieure n’a ce résultat. Un moins s’écrit entre des espaces.`,
  'recipe-invalid/expression-ambiguous': (p) =>
    `${calculationOf(p)} nomme ${p.name} à la position ${p.position}, ce qui désigne plusieurs résultats ; renommez l’un d’eux.`,
  'recipe-invalid/expression-of-units': (p) =>
    `${calculationOf(p)} nomme ${p.name} à la position ${p.position}, que chaque unité a pour elle-même ; un calcul a une seule valeur par étape.`,
  'recipe-invalid/expression-line': (p) =>
    `${calculationOf(p)} nomme la ligne ${p.lineId} à la position ${p.position} ; l’étape ne consomme pas cette ligne.`,
  'recipe-invalid/expression-dimensions': (p) =>
    `${calculationOf(p)} a ${p.sign} à la position ${p.position} entre des valeurs qui ne mesurent pas la même chose.`,
  'recipe-invalid/expression-scale': (p) =>
    `${calculationOf(p)} a ${p.sign} à la position ${p.position} avec une température sur une échelle, qui n’a que mean, min, max et une différence en K.`,
  'recipe-invalid/expression-division': (p) =>
    `${calculationOf(p)} divise à la position ${p.position} par ce qui est toujours nul.`,
  'recipe-invalid/expression-unit': ({ stepId, item, unit, measures }) =>
    `L’expression de ${item} à l’étape ${stepId} mesure ${measures}, ce qui n’a pas de valeur en ${unit}.`,
  'recipe-invalid/expression-factors': ({ stepId, item, most }) =>
    `L’expression de ${item} à l’étape ${stepId} multiplie et divise plus de ${most} valeurs entre elles, avec celles des calculs qu’elle nomme ; raccourcissez-la.`,
  'recipe-invalid/scaled-unit': ({ stepId, item, unit }) =>
    `${item} de l’étape ${stepId} suit la quantité, mais une valeur en ${unit} n’en dépend pas ; retirez scaled.`,
  'recipe-invalid/scaled-kind': ({ stepId, item, kind }) =>
    `${item} de l’étape ${stepId} suit la quantité, mais un ${stepKindOf(kind)} n’en dépend pas ; retirez scaled.`,
  'recipe-invalid/scaled-too-great': ({ stepId, item, max }) =>
    `Pour le plus grand lot de ${amount(max)}, ${item} de l’étape ${stepId} a plus de chiffres qu’une valeur n’en peut avoir ; choisissez une unité plus grande.`,

  'recipe-invalid/weighed-not-consumed': (p) =>
    `${lineOf(p)} se pèse, mais n’est pas consommée ; seul ce qui est consommé se pèse.`,
  'recipe-invalid/weighed-and-backflush': (p) =>
    `${lineOf(p)} se pèse, ce qui exclut backflush : un achèvement n’a pas de balance.`,
  'recipe-invalid/weighed-and-early': (p) =>
    `${lineOf(p)} se pèse, ce qui exclut early : la pesée a lieu pendant l’étape.`,
  'recipe-invalid/weighed-and-alternates': (p) =>
    `${lineOf(p)} se pèse, ce qui exclut alternates : elle compte par la teneur de sa propre matière.`,
  'recipe-invalid/compensates-no-active': (p) =>
    `${lineOf(p)} compense ${p.compensates}, qui n’est pas un principe actif de la même étape.`,
  'recipe-invalid/compensated-twice': (p) =>
    `${lineOf(p)} compense ${p.compensates}, comme ${allOf(p.others)} ; une seule ligne compense un principe actif.`,
  'recipe-invalid/compensator-unit': (p) =>
    `${lineOf(p)} est en ${p.unit} et compense ${p.compensates}, qui est en ${p.activeUnit}.`,

  'recipe-invalid/unit-part-not-consumed': (p) => `${lineOf(p)} fait partie de chaque unité, mais n’est pas consommée.`,
  'recipe-invalid/unit-part-not-drawn': (p) =>
    `${lineOf(p)} fait partie de chaque unité : elle n’est ni imputée à l’achèvement ni pesée, car seule une consommation indique dans quelle unité elle va.`,
  'recipe-invalid/unit-part-of-no-piece': (p) =>
    `${lineOf(p)} fait partie de chaque unité, mais le produit est fabriqué en ${p.unit} et non à la pièce.`,
  'recipe-invalid/unit-part-unit': (p) =>
    `${lineOf(p)} est en ${p.unit}, mais la part de chaque unité en ${p.partUnit}.`,
  'recipe-invalid/unit-part-optional': (p) => `${lineOf(p)} fait partie de chaque unité, mais l’étape peut être omise.`,
  'recipe-invalid/unit-part-of-rework': (p) =>
    `${lineOf(p)} fait partie de chaque unité ; une retouche intervient sur les unités existantes et n’y ajoute rien.`,

  'recipe-invalid/transfer-of-batch': ({ stepId }) =>
    `L’étape ${stepId} transmet tout à la fin, elle n’a donc pas de lot de transfert ; donnez-lui flow « units », ou omettez transferBatch.`,
  'recipe-invalid/transfer-unit': ({ stepId, unit, made }) =>
    `Le lot de transfert de l’étape ${stepId} est en ${unit}, mais le produit est fabriqué en ${made}.`,
  'recipe-invalid/per-unit-of-batch': (p) =>
    `${itemOf(p)} est demandé pour chaque unité, mais l’étape traite le lot entier ; donnez-lui flow « units », ou indiquez per « step ».`,
  'recipe-invalid/per-unit-of-no-piece': (p) =>
    `${itemOf(p)} est demandé pour chaque unité, mais le produit est fabriqué en ${p.unit} ; indiquez per « step », ou un intervalle.`,
  'recipe-invalid/per-unit-optional': (p) =>
    `${itemOf(p)} est demandé pour chaque unité, mais l’étape peut être omise.`,
  'recipe-invalid/per-piece-repeated': (p) =>
    `${itemOf(p)} fait répéter l’étape entière, il se demande donc pour l’étape entière ; indiquez per « step ».`,

  'recipe-invalid/same-result-id': ({ stepId, id }) =>
    `Deux paramètres ou contrôles de l’étape ${stepId} ont le même identifiant ${id}.`,
  'recipe-invalid/limits-crossed': ({ parameterId, low, high }) =>
    `La limite basse de ${parameterId}, ${decimal(low)}, est au-dessus de sa limite haute, ${decimal(high)}.`,
  'recipe-invalid/target-outside': ({ parameterId, target }) =>
    `La cible de ${parameterId}, ${decimal(target)}, est hors de ses propres limites.`,
  'recipe-invalid/device-without-equipment': ({ parameterId }) =>
    `${parameterId} vient d’un appareil, mais l’étape n’indique ni poste de travail ni classe d’équipement.`,
  'recipe-invalid/repeat-until-unknown': ({ stepId, until }) =>
    `L’étape ${stepId} est répétée jusqu’à ${until}, qui n’est ni un de ses contrôles ni un paramètre relevé par une personne.`,
  'recipe-invalid/same-timer-id': ({ stepId, timerId }) =>
    `Deux temporisations de l’étape ${stepId} ont le même identifiant ${timerId}.`,
  'recipe-invalid/timer-of-units': (p) =>
    `${timerOf(p)} court depuis ${p.from} ; les deux étapes comptent des unités, et une unité n’a pas sa propre horloge.`,
  'recipe-invalid/timer-not-before': (p) => `${timerOf(p)} court depuis ${p.from}, qui ne vient pas avant elle.`,
  'recipe-invalid/timer-blocks': (p) =>
    `${timerOf(p)} bloquerait définitivement une fois son temps écoulé ; laissez une autre personne signer (block-unless-signed), ou avertissez (warn).`,
  'recipe-invalid/timer-of-many': (p) =>
    `${timerOf(p)} contient plus d’un élément parmi while, outside et until ; faites une temporisation pour chacun.`,
  'recipe-invalid/timer-rule': (p) =>
    `${timerOf(p)} est ${p.rule} ; while demande at-least, outside et until demandent at-most.`,
  'recipe-invalid/timer-from': (p) =>
    `${timerOf(p)} porte sur des valeurs pendant l’étape et ne peut pas courir depuis ${p.from} ; omettez from.`,
  'recipe-invalid/timer-silence': (p) => `${timerOf(p)} a un silence, que seuls while et outside utilisent.`,
  'recipe-invalid/timer-repeated': (p) =>
    `${timerOf(p)} porte sur des valeurs et son étape est répétée ; les valeurs de ses tours forment une seule courbe.`,
  'recipe-invalid/timer-parameter': (p) =>
    `${timerOf(p)} porte sur ${p.parameterId}, qui n’est pas un paramètre de l’étape mesuré par un appareil.`,
  'recipe-invalid/timer-no-limits': (p) =>
    `${timerOf(p)} demande des limites : donnez low ou high, ici ou pour ${p.parameterId}.`,
  'recipe-invalid/timers-crossed': (p) =>
    `${timerOf(p)} demande plus de temps qu’une autre temporisation de l’étape n’en laisse.`,
  'recipe-invalid/same-person-not-before': ({ stepId, earlier }) =>
    `L’étape ${stepId} exclut les personnes qui ont fait ${earlier}, mais ${earlier} ne vient pas avant elle.`,
  'recipe-invalid/same-meaning': ({ stepId, meaning }) =>
    `L’étape ${stepId} demande deux signatures avec la mention ${meaningOf(meaning)} ; donnez à chacune sa propre mention.`,
}
