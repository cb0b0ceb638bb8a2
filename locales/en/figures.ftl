# The figures.
figures-title = Figures
figures-none = No figures have been published yet. The first appear after the first quarter.
figures-method-link = How these figures are made
figures-quarters = By quarter
figures-quarters-text = All tables. A quarter here is thirteen or fourteen weeks. Its figures appear fifteen days after it ends.
figures-weeks = By week
figures-weeks-text = The number of declarations only.
figures-weeks-older = Earlier weeks
figures-data-title = Working with the figures
figures-data = Every release has files to download. A list of all releases is in
number-about =
    { $n ->
        [one] about { $n } declaration
       *[other] about { $n } declarations
    }
number-margin = The margin is { $margin } up and down, in 95 of 100 cases. Published on { $day }.
number-hidden = Too few declarations to show yet
release-title = Figures { $period }
release-back = All figures
release-published = Published on { $day }.
release-contents = Tables on this page
release-reading = Numbers are rounded to five. The margin stands beside them: in 95 of 100 cases the true number lies within it.
release-hidden-rows =
    { $n ->
        [one] { $n } more row whose number is not shown
       *[other] { $n } more rows whose number is not shown
    }
release-hidden = A dash means: none, few, or too uncertain to show. Which of the three cannot be seen, and that is on purpose.
release-files = Files
release-files-text = This release never changes again. The checksums and the signature let you verify that.
column-count = Number
column-margin = Margin
cell-hidden = not shown
table-all = All declarations
table-total = Number of declarations
table-nationality = By nationality
table-region = By part of the world
table-region_province = By part of the world and province
table-region_province-note = The numbers in this table need not add up to those in the other tables, because each table has noise of its own.
table-province = By province
table-birth_cohort = By age when the declaration was made
table-main_reason = By main reason
table-tried = By attempt to give up the nationality
table-acquired = By how the nationality was acquired
dimension-all = What
dimension-nationality = Nationality
dimension-region = Part of the world
dimension-province = Province
dimension-birth_cohort = Age
dimension-main_reason = Main reason
dimension-tried = Attempt
dimension-acquired = How acquired
caveat-corrects = This corrects the form of { $release }, from the same figures: { $reason }
figures-late = The figures of { $release } were due on { $day } and are late. What will come out does not depend on the day: noise is drawn once, and never again.
figures-held = The figures of { $release } belong to { $day }. The foundation is holding them back, and writes why: { $reason }
