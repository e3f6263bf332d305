import type { Quantity } from '../../../events/quantity.ts'
import {
  dataTypeOf,
  descriptionOf,
  type MaterialActual,
  materialActuals,
  occurredAt,
  type PerformanceRecord,
  type PerformedSegment,
  type Property,
  performanceId,
  segmentState,
} from './performance.ts'
import { type Code, responseStates } from './states.ts'
import { erpCode } from './units.ts'
import { type XmlElement, xml, xmlDocument, xmlIf } from './xml-text.ts'

/**
 * The record as a SyncProductionPerformance of B2MML V0401, with the order of elements of its XSD (B2MML-V0401-ProductionPerformance.xsd). Units are
 * the codes of ERP systems.
 */
export function writeProductionPerformance(record: PerformanceRecord): string {
  const state = responseStates[record.state].v0401
  const response = xml('ProductionResponse', [
    xml('ID', record.orderId),
    xml('ProductionRequestID', record.orderId),
    xmlIf('ProductProductionRuleID', record.recipe?.recipeId),
    xmlIf('StartTime', record.startedAt),
    xmlIf('EndTime', record.endedAt),
    ...record.segments.map((segment) => segmentXml(segment, record)),
    codeXml('ResponseState', state),
  ])
  const performance = xml('ProductionPerformance', [
    xml('ID', performanceId(record)),
    xml('Description', descriptionOf(record)),
    xml('Location', [xml('EquipmentID', record.site), xml('EquipmentElementLevel', 'Site')]),
    xml('PublishedDate', record.createdAt),
    xmlIf('StartTime', record.startedAt),
    xmlIf('EndTime', record.endedAt),
    response,
    codeXml('PerformanceState', state),
  ])
  const sender = xml('Sender', [xml('LogicalID', record.site), xml('ComponentID', 'Andon')])
  return xmlDocument(
    xml(
      'SyncProductionPerformance',
      [
        xml('ApplicationArea', [sender, xml('CreationDateTime', record.createdAt), xml('BODID', record.messageId)]),
        xml('DataArea', [xml('Sync', ''), performance]),
      ],
      { xmlns: 'http://www.wbf.org/xml/B2MML-V0401', releaseID: '' },
    ),
  )
}

function segmentXml(segment: PerformedSegment, record: PerformanceRecord): XmlElement {
  return xml('SegmentResponse', [
    xml('ID', segment.stepId),
    xml('ProcessSegmentID', segment.stepId),
    xmlIf('ActualStartTime', segment.startedAt),
    xmlIf('ActualEndTime', segment.endedAt),
    ...segment.parameters.map(({ parameterId, value, unit, at }) =>
      xml('ProductionData', [
        xml('ID', parameterId),
        valueXml(value, dataTypeOf(value), unit),
        propertyXml('ProductionData', occurredAt(at)),
      ]),
    ),
    ...segment.personIds.map((personId) => xml('PersonnelActual', [xml('PersonID', personId)])),
    segment.equipmentId === undefined ? undefined : xml('EquipmentActual', [xml('EquipmentID', segment.equipmentId)]),
    ...materialActuals(segment).map(materialXml),
    codeXml('SegmentState', segmentState(segment, record.state)?.v0401),
  ])
}

function materialXml(material: MaterialActual): XmlElement {
  return xml('MaterialActual', [
    xml('MaterialDefinitionID', material.materialId),
    xml('MaterialLotID', material.lotId),
    ...material.sublotIds.map((sublotId) => xml('MaterialSubLotID', sublotId)),
    codeXml('MaterialUse', material.use.v0401),
    xml('Quantity', [
      xml('QuantityString', material.quantity.value),
      xml('DataType', 'decimal'),
      xml('UnitOfMeasure', erpCode(material.quantity.unit)),
    ]),
    ...material.properties.map((property) => propertyXml('MaterialActualProperty', property)),
  ])
}

function propertyXml(name: string, { id, value, dataType }: Property): XmlElement {
  return xml(name, [xml('ID', id), valueXml(value, dataType, undefined)])
}

function valueXml(value: string, dataType: string, unit: string | undefined): XmlElement {
  return xml('Value', [
    xml('ValueString', value),
    xml('DataType', dataType),
    xml('UnitOfMeasure', unit === undefined ? '' : erpCode(unit)),
  ])
}

function codeXml(name: string, value: Code | undefined): XmlElement | undefined {
  if (value === undefined) return undefined
  return xml(name, value.code, value.otherValue === undefined ? undefined : { OtherValue: value.otherValue })
}

/** The record as a SyncOperationsPerformance of B2MML-JSON V0701. */
export function writeOperationsPerformance(record: PerformanceRecord): string {
  const state = codeJson(responseStates[record.state].v0701)
  const scope = { EquipmentID: record.site, EquipmentLevel: 'Site' }
  const times = { StartTime: record.startedAt, EndTime: record.endedAt }
  const segments = record.segments.map((segment) => segmentJson(segment, record))
  const response = {
    ID: record.orderId,
    Description: [descriptionOf(record)],
    HierarchyScope: scope,
    OperationsType: 'Production',
    OperationsRequestID: [record.orderId],
    ...(record.recipe === undefined ? {} : { OperationsDefinitionID: [record.recipe.recipeId] }),
    ...times,
    // The schema requires a segment, even of an order that was aborted before its first one began.
    SegmentResponse: segments.length > 0 ? segments : [{ ID: record.orderId, SegmentState: state }],
    ResponseState: state,
  }
  const performance = {
    ID: performanceId(record),
    HierarchyScope: scope,
    OperationsType: 'Production',
    PublishedDate: record.createdAt,
    StartTime: record.startedAt,
    // V0701 spells the end of the performance `Endtime`, and that of the response `EndTime`.
    Endtime: record.endedAt,
    PerformanceState: state,
    OperationsResponse: [response],
  }
  return JSON.stringify({
    SyncOperationsPerformance: {
      '@releaseID': 'V0701',
      ApplicationArea: {
        Sender: { LogicalID: record.site, ComponentID: 'Andon' },
        CreationDateTime: record.createdAt,
        BODID: record.messageId,
      },
      DataArea: { Sync: {}, OperationsPerformance: [performance] },
    },
  })
}

function segmentJson(segment: PerformedSegment, record: PerformanceRecord) {
  const { stepId, equipmentId } = segment
  return {
    ID: stepId,
    ProcessSegmentID: [stepId],
    OperationsType: 'Production',
    ActualStartTime: segment.startedAt,
    ActualEndTime: segment.endedAt,
    SegmentState: codeJson(segmentState(segment, record.state)?.v0701),
    SegmentData: segment.parameters.map(({ parameterId, value, unit, at }) => ({
      ID: parameterId,
      Value: [valueJson(value, dataTypeOf(value), unit)],
      SegmentDataChild: [propertyJson(occurredAt(at))],
    })),
    PersonnelActual: segment.personIds.map((personId) => ({ ID: `${stepId}-${personId}`, PersonID: [personId] })),
    EquipmentActual:
      equipmentId === undefined ? undefined : [{ ID: `${stepId}-${equipmentId}`, EquipmentID: [equipmentId] }],
    MaterialActual: materialActuals(segment).map(materialJson),
  }
}

function materialJson({ id, materialId, lotId, sublotIds, use, quantity, properties }: MaterialActual) {
  return {
    ID: id,
    MaterialDefinitionID: [materialId],
    MaterialLotID: [lotId],
    MaterialSubLotID: sublotIds.length === 0 ? undefined : sublotIds,
    MaterialUse: codeJson(use.v0701),
    Quantity: [quantityJson(quantity)],
    MaterialActualProperty: properties.map(propertyJson),
  }
}

function quantityJson({ value, unit }: Quantity) {
  return { QuantityString: value, DataType: 'decimal', UnitOfMeasure: erpCode(unit) }
}

function propertyJson({ id, value, dataType }: Property) {
  return { ID: id, Value: [valueJson(value, dataType, undefined)] }
}

function valueJson(value: string, dataType: string, unit: string | undefined) {
  return { ValueString: value, DataType: dataType, UnitOfMeasure: unit === undefined ? undefined : erpCode(unit) }
}

function codeJson(value: Code | undefined) {
  return value?.otherValue === undefined ? value?.code : { $: value.code, '@OtherValue': value.otherValue }
}
