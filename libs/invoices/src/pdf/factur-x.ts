import type { InvoiceView } from '@purser/contracts';
import type { Sheet } from './sheet.js';

/** The name that Factur-X and ZUGFeRD prescribe for the structured invoice within the document. */
export const ATTACHMENT = 'factur-x.xml';

/** What a document has to be for a structured invoice within it: archivable, with attachments. */
export const ARCHIVABLE = { pdfVersion: '1.7', subset: 'PDF/A-3b' } as const;

const PROPERTIES = [
  ['DocumentFileName', 'The name of the embedded XML document'],
  ['DocumentType', 'The type of the hybrid document in capital letters'],
  ['Version', 'The actual version of the standard applying to the embedded XML document'],
  ['ConformanceLevel', 'The conformance level of the embedded XML document'],
] as const;

const NAMESPACE = 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#';

/** Says what the attachment is, and describes the words it is said with, as PDF/A asks. */
const METADATA = `
  <rdf:Description rdf:about="" xmlns:fx="${NAMESPACE}">
    <fx:DocumentType>INVOICE</fx:DocumentType>
    <fx:DocumentFileName>${ATTACHMENT}</fx:DocumentFileName>
    <fx:Version>1.0</fx:Version>
    <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
  </rdf:Description>
  <rdf:Description rdf:about=""
      xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
      xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
      xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
    <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
      <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
      <pdfaSchema:namespaceURI>${NAMESPACE}</pdfaSchema:namespaceURI>
      <pdfaSchema:prefix>fx</pdfaSchema:prefix>
      <pdfaSchema:property><rdf:Seq>${PROPERTIES.map(
        ([name, description]) => `
        <rdf:li rdf:parseType="Resource">
          <pdfaProperty:name>${name}</pdfaProperty:name>
          <pdfaProperty:valueType>Text</pdfaProperty:valueType>
          <pdfaProperty:category>external</pdfaProperty:category>
          <pdfaProperty:description>${description}</pdfaProperty:description>
        </rdf:li>`,
      ).join('')}
      </rdf:Seq></pdfaSchema:property>
    </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>`;

/** Makes an archivable sheet a hybrid invoice: `xml` is attached as its alternative. */
export function attach(sheet: Sheet, { issuedAt, number }: InvoiceView, xml: string): void {
  const at = new Date(issuedAt);
  // The types of the library do not know the relationship yet.
  const options: Parameters<Sheet['file']>[1] & { relationship: string } = {
    name: ATTACHMENT,
    type: 'text/xml',
    description: `Structured invoice ${number}`,
    relationship: 'Alternative',
    creationDate: at,
    modifiedDate: at,
  };
  sheet.file(Buffer.from(xml, 'utf8'), options);
  sheet.appendXML(METADATA);
}
