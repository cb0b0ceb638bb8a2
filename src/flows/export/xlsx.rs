//! A workbook: a page to read first, and a page per table with all chosen releases below each
//! other. Text is written as text, so nothing in it is ever a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{About, Choice};
use crate::domain::release::{Figure, TableFigures};
use crate::flows::publish::read::{Archive, Released};

const NAMES: f64 = 34.0;
const CODES: f64 = 14.0;

pub(super) fn write(
    choice: &Choice,
    archive: &Archive,
    about: &About<'_>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let last = choice.released(archive).last();
    let day = last.map_or_else(|| "1970-01-01".to_owned(), |one| one.published.day.iso());
    // The clock of whoever writes the file must not show in it.
    let properties = DocProperties::new()
        .set_title(&about.settings.register.name)
        .set_author(&about.settings.controller.name)
        .set_comment(about.caveat())
        .set_creation_datetime(&ExcelDateTime::parse_from_str(&day)?);
    book.set_properties(&properties);
    let bold = Format::new().set_bold();
    read_me(choice, archive, about, book.add_worksheet(), &bold)?;
    let mut names: Vec<&'static str> = Vec::new();
    for table in choice.released(archive).flat_map(|one| choice.tables(one)) {
        if !names.contains(&table.name) {
            names.push(table.name);
        }
    }
    for name in names {
        let parts: Vec<(&Released, TableFigures)> = choice
            .released(archive)
            .flat_map(|one| choice.tables(one).into_iter().map(move |t| (one, t)))
            .filter(|(_, table)| table.name == name)
            .collect();
        page(&parts, about, book.add_worksheet(), &bold)?;
    }
    book.save_to_buffer()
}

fn read_me(
    choice: &Choice,
    archive: &Archive,
    about: &About<'_>,
    sheet: &mut Worksheet,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, 100)?;
    let wrap = Format::new().set_text_wrap();
    sheet.write_string_with_format(0, 0, &about.settings.register.name, bold)?;
    let mut lines = vec![
        about.caveat(),
        about.say("data-hidden"),
        about.say("release-reading"),
        about.method(),
        about.settings.register.data_licence.clone(),
    ];
    lines.extend(choice.released(archive).map(|one| about.citation(one)));
    lines.extend(choice.released(archive).filter_map(|one| about.reason(one)));
    for (row, line) in (2..).zip(lines) {
        sheet.write_string_with_format(
            row,
            0,
            line.replace(['\u{2068}', '\u{2069}'], ""),
            &wrap,
        )?;
    }
    Ok(())
}

fn page(
    parts: &[(&Released, TableFigures)],
    about: &About<'_>,
    sheet: &mut Worksheet,
    bold: &Format,
) -> Result<(), XlsxError> {
    let Some((_, first)) = parts.first() else {
        return Ok(());
    };
    sheet.set_name(first.name)?;
    let mut heads = vec![("release", CODES)];
    heads.extend(first.dimensions.iter().map(|dimension| (*dimension, CODES)));
    heads.extend([("label", NAMES), ("count", CODES), ("margin_95", CODES)]);
    heads.extend([("status", CODES), ("note", NAMES)]);
    for (column, (head, width)) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, head, bold)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let cells = parts.iter().flat_map(|(released, table)| {
        let id = released.published.id().to_string();
        let note = about.caveat_of(released);
        table
            .cells
            .iter()
            .map(move |cell| (id.clone(), note.clone(), table, cell))
    });
    for (row, (id, note, table, (codes, figure))) in (1..).zip(cells) {
        let mut texts = vec![id];
        texts.extend(codes.iter().map(|code| (*code).to_owned()));
        texts.push(about.label(table, codes));
        let mut column = 0;
        for text in texts {
            sheet.write_string(row, column, text)?;
            column += 1;
        }
        match figure {
            Figure::Shown { count, margin_95 } => {
                sheet.write_number(row, column, whole(*count))?;
                sheet.write_number(row, column + 1, whole(*margin_95))?;
            }
            Figure::Hidden => {
                sheet.write_string(row, column + 2, "c")?;
            }
        }
        sheet.write_string(row, column + 3, &note)?;
    }
    Ok(())
}

/// A sheet knows no other numbers; every count of ours is exact in them.
#[expect(clippy::cast_precision_loss, reason = "no count comes near 2^53")]
const fn whole(number: i64) -> f64 {
    number as f64
}
