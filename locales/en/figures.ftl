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
release-rows =
    { $n ->
        [one] The table of { $n } row
       *[other] The table of { $n } rows
    }
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
chart-finding = Named most often: { $label }, about { $count } declarations.
chart-finding-none = No answer is large enough to show.
chart-description =
    { $bars ->
        [one] Bar chart with { $bars } bar. The same numbers are in the table below it.
       *[other] Bar chart with { $bars } bars. The same numbers are in the table below it.
    }

method-title = How the figures are made
method-lead = The figures show roughly how large groups are, without letting anyone pick out one person.
method-noise-title = Noise
method-noise = The computer adds a chance number to every figure, or takes one away. That is called noise. Because of it nobody can ever see whether one particular declaration is included.
method-noise-once = The noise is drawn once, on counting day, and never again. So opening the page many times teaches nothing more.
method-round-title = Rounding and leaving out
method-round = Every number is rounded to five.
method-hidden = A small number is not shown. There is a dash instead. None, few and just too few look the same. The limit is so high that chance lifts an empty cell above it in one table out of four at most.
method-margin-title = Margin
method-margin = Beside every number stands a margin. In 95 of 100 cases the true number of declarations is no further away than that margin. Noise and rounding are included.
method-calendar-title = Fixed days
method-calendar = Every week the number of declarations appears. Every quarter all tables appear, fifteen days after the quarter ends. Those days are fixed and do not depend on what comes in.
method-lapse = A declaration lapses at the end of the second year after the year in which it was made. Then it leaves the figures too. In the first weeks of a year the number is therefore less certain than usual.
method-guess-title = What anyone can learn at most
method-guess = Suppose someone suspects that you take part, and looks at all the figures. The suspicion can become a little stronger, but never more than this:
method-guess-caption = How strong a suspicion can become at most
method-guess-before = Suspicion before
method-guess-join = After you join
method-guess-both = After joining and leaving
method-guess-one = 1 %
method-guess-one-join = 2.7 %
method-guess-one-both = 6.9 %
method-guess-half = 50 %
method-guess-half-join = 73 %
method-guess-half-both = 88 %
method-guess-more = Every counted change, every further mailbox and every relative who takes part adds to it.
method-epsilon-title = The number behind the noise
method-epsilon = Mathematicians call the measure of what figures give away epsilon (ε). All tables together cost ε = 1 for one joining, ε = 2 for joining and leaving. Every release stands in a ledger, in whole thousandths, so that anyone can check the sum.
method-small-title = The price
method-small = Small communities stay invisible this way. That is the price, and it is also the point: those who are few are the easiest to find.
caveat-corrects = This corrects the form of { $release }, from the same figures: { $reason }
